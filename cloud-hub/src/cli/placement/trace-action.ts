import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Trace } from '../../placement/what-if/trace.service.ts';
import { CliError, exitCodes, usageError } from '../exit.ts';
import { onPlacements } from './placement-actions.ts';
import { plural, when } from './words.ts';

export interface TraceOptions {
  readonly stream?: string;
  readonly hours: number;
  readonly out: string;
}

export async function writeTrace(device: string, options: TraceOptions): Promise<void> {
  const { stream = null, hours, out } = options;
  if (!(hours > 0 && hours <= 168)) throw usageError('--hours: expected more than 0, 168 at most');
  const trace = await onPlacements(({ traces }) => traces.of(device, stream, hours));
  await write(trace, out);
  process.stderr.write(
    `Wrote ${plural(trace.samples, 'half minute')} of the load of ${device}/${trace.stream}, from ${when(trace.from)} on, to ${out}.\n` +
      `To replay it: lookout simulate placement --trace ${out} --policy POLICY.json\n`,
  );
}

async function write({ lines }: Trace, out: string): Promise<void> {
  const file = createWriteStream(out);
  try {
    await once(file, 'open');
    await pipeline(Readable.from(lines), file);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new CliError(exitCodes.failure, `${out}: cannot be written (${why})`);
  }
}
