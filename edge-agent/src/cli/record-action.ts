import { loadStreams } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { systemClock } from '../source/clock.ts';
import { createSource } from '../source/create-source.ts';
import { recordSource } from '../source/record.ts';

const minuteMs = 60_000;

export async function record(
  configFile: string,
  name: string,
  out: string,
  minutes: number,
): Promise<void> {
  const streams = loadStreams(configFile);
  const stream = streams.find((one) => one.name === name);
  if (stream === undefined)
    throw new ConfigError(
      'invalid',
      `${configFile} has no stream ${name}; it has ${streams.map((one) => one.name).join(', ')}`,
    );
  const source = createSource(stream.source, null, { clock: systemClock, random: Math.random });
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  const endsAt = Date.now() + minutes * minuteMs;
  const { rows, channels, leftOut } = await recordSource(source, out, minutes * minuteMs, {
    clock: systemClock,
    signal: stopped.signal,
    onRow: (count) => showProgress(count, endsAt),
    onError: ({ message }) => process.stderr.write(`lookout-agent: warning: ${message}\n`),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const missing = leftOut.length > 0 ? `; not on this machine: ${leftOut.join(', ')}` : '';
  process.stdout.write(`${rows} rows of ${channels.join(', ')} are in ${out}${missing}.\n`);
}

function showProgress(rows: number, endsAt: number): void {
  if (!process.stderr.isTTY) return;
  const seconds = Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000));
  process.stderr.write(`\r\u001b[KRecording: ${rows} rows, ${seconds} s left (Ctrl-C ends it)`);
}
