import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulatedChannels, simulateRows } from '@lookout/shared/simulator/simulate-rows';
import { recordings } from './recordings.ts';

/** A recording with one labelled fault. */
export interface FaultyRecording {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  /** First row that is labelled, from 0. */
  readonly faultRow: number;
  /** First row after it that is not; the length of the recording where there is none. */
  readonly faultEnd: number;
}

export interface RecordingSet {
  readonly train: readonly string[];
  readonly replay: readonly FaultyRecording[];
  readonly label: string;
  readonly ignore: readonly string[];
}

/** Real faults of SKAB's inlet valve, or simulated ones where the recordings are not on this machine. */
export async function faultyRecordings(scratch: string): Promise<RecordingSet> {
  const skab = recordings('skab');
  if (skab === null) {
    console.info('No ../shared/data/skab here: this test replays simulated faults instead.');
    return await simulated(scratch);
  }
  const valve = (n: number) => join(skab, 'valve1', `${n}.csv`);
  return {
    train: [0, 2, 4, 6].map(valve),
    replay: await Promise.all(
      [1, 3, 5].map(async (n) => ({
        name: `valve-${n}`,
        file: valve(n),
        ...faultSpan((await readFile(valve(n), 'utf8')).trim().split('\n').slice(1), -2),
      })),
    ),
    label: 'anomaly',
    ignore: ['changepoint'],
  };
}

/** @param labelColumn counted from the end */
function faultSpan(lines: readonly string[], labelColumn: number) {
  const labels = lines.map((line) => Number(line.split(';').at(labelColumn)));
  const faultRow = labels.findIndex((label) => label > 0);
  const length = labels.slice(faultRow).indexOf(0);
  return {
    rows: labels.length,
    faultRow,
    faultEnd: length < 0 ? labels.length : faultRow + length,
  };
}

async function simulated(scratch: string): Promise<RecordingSet> {
  const rows = 800;
  const [faultRow, faultEnd] = [400, 600];
  const faults = ['valve-closing', 'leak', 'cavitation'] as const;
  const train = await Promise.all(
    [11, 12, 13, 14].map((run) =>
      write(join(scratch, `normal-${run}.csv`), simulateRows({ ...plant, run, rows }), () => 0),
    ),
  );
  const replay = faults.map(async (fault, i) => {
    const span = { fault, severity: 1, fromRow: faultRow, toRow: faultEnd };
    const data = simulateRows({ ...plant, run: 20 + i, rows, faults: [span] });
    const label = (row: number) => (row >= faultRow && row < faultEnd ? 1 : 0);
    const file = await write(join(scratch, `${fault}.csv`), data, label);
    return { name: fault, file, rows, faultRow, faultEnd };
  });
  return { train, replay: await Promise.all(replay), label: 'anomaly', ignore: [] };
}

const plant = { seed: 1, periodMs: 1_000 };

async function write(
  file: string,
  rows: readonly Float64Array[],
  label: (row: number) => number,
): Promise<string> {
  if (existsSync(file)) return file;
  const startMs = Date.UTC(2026, 0, 1);
  const head = ['time', ...simulatedChannels.map(({ name }) => name), 'anomaly'].join(',');
  const lines = rows.map((row, i) =>
    [new Date(startMs + 1_000 * i).toISOString(), ...row, label(i)].join(','),
  );
  await writeFile(file, `${[head, ...lines].join('\n')}\n`);
  return file;
}
