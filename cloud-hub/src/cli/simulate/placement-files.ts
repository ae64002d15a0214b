import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Recorded } from '@lookout/shared/placement/replay';
import { Load } from '@lookout/shared/protocol/load';
import { Name } from '@lookout/shared/protocol/names';
import { ProviderName, VariantProfile } from '@lookout/shared/protocol/placement';
import { z } from 'zod';
import { CliError, exitCodes } from '../exit.ts';
import { oneLine } from '../placement/policy-file.ts';

/** What a device reports of a variant and a decision needs not. */
const profileNotNeeded = {
  ...{ bundle: '0'.repeat(64), measuredAt: 0, idle: true, usable: 'yes', detail: '' },
  ...{ firstRunUs: null, peakMemoryBytes: null, auroc: null },
};
const Profile = z.preprocess(
  (value) => (typeof value === 'object' ? { ...profileNotNeeded, ...value } : value),
  VariantProfile,
);

/** The first line of a trace, and every line after which something else is known of the stream. */
const Header = z.object({
  stream: Name,
  strideMs: z.number().positive(),
  cpuCount: z.int().min(1),
  /** Another release is decided on anew. */
  release: z.string().nullable().default(null),
  /** How long a sample stands for; null: for an instant, and what is chosen runs until the next one. */
  sampleMs: z.number().positive().max(3_600_000).nullable().default(null),
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

/** What a trace says, line by line. */
export type TraceStep =
  | { readonly kind: 'known'; readonly recorded: Recorded }
  | { readonly kind: 'sample'; readonly load: Load; readonly forMs: number | null };

interface Trace {
  readonly recorded: Recorded;
  readonly steps: AsyncIterable<TraceStep>;
}

/** @throws CliError naming file, line and key */
export async function openTrace(file: string): Promise<Trace> {
  const lines = linesOf(file);
  const first = await lines.next();
  if (first.done) throw wrong(file, 'is empty; its first line is the header (see --help)');
  const header = parseHeader(file, first.value);
  return { recorded: header, steps: stepsOf(file, lines, header.sampleMs) };
}

async function* stepsOf(
  file: string,
  lines: AsyncIterable<Line>,
  sampleMs: number | null,
): AsyncGenerator<TraceStep> {
  let [count, forMs] = [0, sampleMs];
  for await (const line of lines) {
    if (isHeader(line)) {
      const recorded = parseLine(Header, file, line);
      forMs = recorded.sampleMs;
      yield { kind: 'known', recorded };
    } else {
      count += 1;
      yield { kind: 'sample', load: parseLine(Sample, file, line), forMs };
    }
  }
  if (count === 0) throw wrong(file, 'has no sample after its header');
}

/** Whoever gives another file hears what a trace is. */
function parseHeader(file: string, line: Line): z.infer<typeof Header> {
  try {
    return parseLine(Header, file, line);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const hint = 'A trace begins with its header: see "lookout simulate placement --help".';
    throw new CliError(error.exitCode, `${error.message}. ${hint}`);
  }
}

const isHeader = ({ text }: Line): boolean => text.includes('"profiles"');

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

const parseLine = <T>(schema: z.ZodType<T>, file: string, { line, text }: Line): T =>
  parse(schema, `${file}, line ${line}`, jsonOf(`${file}, line ${line}`, text));

function jsonOf(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(place, `is no JSON: ${oneLine(error)}`);
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
