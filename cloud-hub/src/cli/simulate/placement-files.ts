import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Recorded } from '@lookout/shared/placement/replay';
import { Load } from '@lookout/shared/protocol/load';
import { Name } from '@lookout/shared/protocol/names';
import { ProviderName, VariantProfile } from '@lookout/shared/protocol/placement';
import { z } from 'zod';
import { CliError, exitCodes } from '../exit.ts';

/** What a device reports of a variant and a decision needs not. */
const profileNotNeeded = {
  ...{ bundle: '0'.repeat(64), measuredAt: 0, idle: true, usable: 'yes', detail: '' },
  ...{ firstRunUs: null, peakMemoryBytes: null, auroc: null },
};
const Profile = z.preprocess(
  (value) => (typeof value === 'object' ? { ...profileNotNeeded, ...value } : value),
  VariantProfile,
);

/** The first line of a trace. */
const Header = z.object({
  stream: Name,
  strideMs: z.number().positive(),
  cpuCount: z.int().min(1),
  profiles: z.array(Profile).min(1),
  running: z
    .object({ variant: z.string().max(64), provider: ProviderName })
    .nullable()
    .default(null),
});

/** What the protocol asks of a device and a decision needs not. */
const notNeeded = {
  ...{ cpuPercent: null, memoryUsedBytes: null, memoryTotalBytes: null, temperatureC: null },
  ...{ diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
};
const Sample = z.preprocess(
  (value) => (typeof value === 'object' ? { ...notNeeded, ...value } : value),
  Load,
);

interface Trace {
  readonly recorded: Recorded;
  readonly samples: AsyncIterable<Load>;
}

/** @throws CliError naming file, line and key */
export async function openTrace(file: string): Promise<Trace> {
  const lines = linesOf(file);
  const first = await lines.next();
  if (first.done) throw wrong(file, 'is empty; its first line is the header (see --help)');
  const { line, text } = first.value;
  return { recorded: parseLine(Header, file, line, text), samples: samplesOf(file, lines) };
}

async function* samplesOf(file: string, lines: AsyncIterable<Line>): AsyncGenerator<Load> {
  let count = 0;
  for await (const { line, text } of lines) {
    count += 1;
    yield parseLine(Sample, file, line, text);
  }
  if (count === 0) throw wrong(file, 'has no sample after its header');
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Without the empty ones; they count. */
async function* linesOf(file: string): AsyncGenerator<Line, void> {
  const input = createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() !== '') yield { line, text };
    }
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    input.destroy();
  }
}

const parseLine = <T>(schema: z.ZodType<T>, file: string, line: number, text: string): T =>
  parse(schema, `${file}, line ${line}`, jsonOf(`${file}, line ${line}`, text));

function jsonOf(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(place, `is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function parse<T>(schema: z.ZodType<T>, place: string, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join('.') ?? '';
  throw wrong(place, `${key === '' ? '' : `${key}: `}${issue?.message}`);
}

const wrong = (place: string, what: string): CliError =>
  new CliError(exitCodes.failure, `${place}: ${what}`);

const unreadable = (file: string, error: unknown): CliError =>
  error instanceof CliError
    ? error
    : wrong(
        file,
        `cannot be read (${error instanceof Error && 'code' in error ? error.code : error})`,
      );
