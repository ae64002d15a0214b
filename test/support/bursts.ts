import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeToyBundle } from './toy-bundle.ts';

export interface Bursts {
  readonly bundle: string;
  readonly file: string;
  /** Alerts that the file must give, no more and no fewer. */
  readonly alerts: number;
}

export const burstPeriodMs = 100;
/** Of the first row in its recording, ms UTC. */
export const burstStartMs = Date.UTC(2026, 0, 1);
export const calmRows = 20;
const wildRows = 10;
/** A burst is the last part of each cycle. */
export const burstCycleRows = calmRows + wildRows;

export const burstChannels = [
  { name: 'pressure', unit: 'bar', mean: 1, sd: 0.1 },
  { name: 'flow', unit: 'l/min', mean: 30, sd: 1 },
];

/** A recording that leaves the normal again and again, and a detector that must see it every time. */
export async function writeBursts(folder: string, seconds: number): Promise<Bursts> {
  const channels = burstChannels;
  const bundle = join(folder, 'bursts-detector');
  writeToyBundle(bundle, { channels, windowLength: 4, periodMs: burstPeriodMs });
  const cycle = burstCycleRows;
  const alerts = Math.floor((seconds * 1_000) / burstPeriodMs / cycle);
  const rows = Array.from({ length: alerts * cycle + calmRows }, (_, i) => {
    const wild = i % cycle >= calmRows && i < alerts * cycle;
    const ripple = i % 2 === 0 ? 0.3 : -0.3; // in sd: a sensor that never moves is a faulty one
    const values = channels.map(({ mean, sd }, c) => mean + sd * (wild && c === 0 ? 12 : ripple));
    return [new Date(burstStartMs + i * burstPeriodMs).toISOString(), ...values].join(',');
  });
  const file = join(folder, 'bursts.csv');
  await writeFile(file, `time,${channels.map(({ name }) => name).join(',')}\n${rows.join('\n')}\n`);
  return { bundle, file, alerts };
}

export const burstStream = (name: string, { bundle, file }: Bursts) => ({
  name,
  bundle,
  source: { type: 'csv', file },
  policy: { onDelayMs: 0, offDelayMs: 0 },
});
