import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Recording, selectRows } from '@lookout/shared/detector/recording';
import { readTable } from '../../../cloud-hub/dist/dataset/read-table.js';
import { recordings } from '../../support/recordings.ts';

export const dataNames = ['SKAB', 'TEP', 'ASD'] as const;
export type DataName = (typeof dataNames)[number];

export interface TestFile {
  readonly name: string;
  /** Ranked together: a TEP fault file stands beside the process without a fault. */
  readonly parts: readonly Recording[];
}

/** Recordings of one operating mode: what is learned from, and what is judged. */
export interface Group {
  readonly data: DataName;
  readonly train: readonly Recording[];
  readonly tests: readonly TestFile[];
  readonly periodMs: number;
}

/** The development protocol of ../shared/data/README.md; of each data set that this machine has. */
export async function developmentGroups(): Promise<Group[]> {
  return [...(await skab()), ...(await tep()), ...(await asd())];
}

const valves = [...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `valve1/${n}`), ...['valve2/0', 'valve2/1']];
const rotors = [
  ['other/5', 'other/7', 'other/13'],
  ['other/6', 'other/10'],
] as const;
const trainRows = 400;

/** Two folds for each operating mode with files enough: train on the one, test the other. */
async function skab(): Promise<Group[]> {
  const folder = recordings('skab');
  if (folder === null) return [];
  const read = (name: string) => csv(join(folder, `${name}.csv`), 'anomaly', 1_000);
  const learn = async (name: string) => firstRows(await read(name), trainRows);
  const test = async (name: string) => ({ name, parts: [await read(name)] });
  const group = async (train: Promise<Recording>[], tests: Promise<TestFile>[]) => ({
    ...{ data: 'SKAB' as const, periodMs: 1_000 },
    train: await Promise.all(train),
    tests: await Promise.all(tests),
  });
  const [even, odd] = [0, 1].map((fold) => valves.filter((_, i) => i % 2 === fold));
  const [first, second] = rotors;
  const whole = () => read('anomaly-free/anomaly-free');
  const leak = await read('other/1');
  const rest = { name: 'other/1', parts: [selectRows(leak, (row) => row >= trainRows)] };
  return Promise.all([
    group((even ?? []).map(learn), (odd ?? []).map(test)),
    group((odd ?? []).map(learn), (even ?? []).map(test)),
    group([whole(), ...first.map(learn)], second.map(test)),
    group([whole(), ...second.map(learn)], first.map(test)),
    group([learn('other/1')], [Promise.resolve(rest), test('other/2')]),
  ]);
}

/** Faults 3, 9 and 15 are hidden from every method and left out. */
const tepFaults = ['01', '04', '06', '08', '10', '12', '13', '14', '17', '20'];
const tepFaultFrom = 160;

async function tep(): Promise<Group[]> {
  const folder = recordings('tep');
  if (folder === null) return [];
  const read = async (name: string) =>
    (await readFile(join(folder, name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
  const transposed = await read('d00.dat');
  const d00 = (transposed[0] ?? []).map((_, row) => transposed.map((line) => line[row] ?? 0));
  const healthy = recordingOf(await read('d00_te.dat'), () => 0);
  const tests = tepFaults.map(async (fault) => {
    const rows = await read(`d${fault}_te.dat`);
    const faulty = recordingOf(rows, (row) => (row >= tepFaultFrom ? 1 : 0));
    return { name: `fault ${fault}`, parts: [faulty, healthy] };
  });
  const train = [recordingOf(d00, () => 0)];
  return [{ data: 'TEP', train, tests: await Promise.all(tests), periodMs: 180_000 }];
}

async function asd(): Promise<Group[]> {
  const folder = recordings('asd');
  if (folder === null) return [];
  const read = (name: string) => csv(join(folder, `${name}.csv`), 'label', 300_000);
  return Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (server) => ({
      data: 'ASD' as const,
      train: [await read(`omi-${server}_train`)],
      tests: [{ name: `server ${server}`, parts: [await read(`omi-${server}_test`)] }],
      periodMs: 300_000,
    })),
  );
}

async function csv(file: string, label: string, periodMs: number): Promise<Recording> {
  const request = {
    label,
    ignore: ['changepoint'],
    time: null,
    channels: null,
    skipMissing: false,
  };
  return (await readTable(file, { ...request, periodMs })).recording;
}

const firstRows = (recording: Recording, rows: number): Recording =>
  selectRows({ ...recording, labels: null }, (row) => row < rows);

function recordingOf(
  rows: readonly (readonly number[])[],
  labelOf: (row: number) => number,
): Recording {
  const breakBefore = new Uint8Array(rows.length);
  breakBefore[0] = 1;
  return {
    rows: rows.length,
    channels: rows[0]?.length ?? 0,
    values: Float64Array.from(rows.flat()),
    breakBefore,
    labels: Uint8Array.from(rows, (_, row) => labelOf(row)),
  };
}
