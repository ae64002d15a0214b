import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countRows,
  normalRows,
  type Recording,
  selectRows,
} from '@lookout/shared/detector/recording';
import { simulatedChannels, simulateRows } from '@lookout/shared/simulator/simulate-rows';
import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import { readTables } from '../../cloud-hub/dist/dataset/read-tables.js';
import { recordings } from '../support/recordings.ts';

/** Normal rows of one plant: the earlier ones to learn from, the later ones to inject faults into. */
export interface AttributionSet {
  /** Whose recordings these are: SKAB, TEP, ASD or simulator. */
  readonly group: string;
  readonly name: string;
  readonly train: readonly Recording[];
  readonly later: readonly Recording[];
  readonly channels: readonly CsvColumn[];
  readonly periodMs: number;
}

/** Of every recording, the share that is learned from where no later recording is at hand. */
const trainShare = 0.75;

/** All sets whose recordings are on this machine; simulated ones, with a word about it, where none is. */
export async function attributionSets(): Promise<AttributionSet[]> {
  const sets = [...(await skab()), ...(await tep()), ...(await asd())];
  if (sets.length > 0) return sets;
  console.error('No ../shared/data here: faults are injected into simulated recordings instead.');
  return [simulated()];
}

/** Two operating modes of the water loop: one mode's rows tell nothing about another's faults. */
async function skab(): Promise<AttributionSet[]> {
  const folder = recordings('skab');
  if (folder === null) return [];
  const modes = {
    valves: [...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `valve1/${n}`), 'valve2/0', 'valve2/1'],
    rotor: ['anomaly-free/anomaly-free', 'other/5', 'other/7', 'other/13'],
  };
  const labelled = { ...plain, label: 'anomaly', ignore: ['changepoint'] };
  return await Promise.all(
    Object.entries(modes).map(([mode, files]) =>
      fromFiles(
        'SKAB',
        mode,
        files.map((name) => join(folder, `${name}.csv`)),
        labelled,
      ),
    ),
  );
}

/** Six servers; each server's training recording is all normal. */
async function asd(): Promise<AttributionSet[]> {
  const folder = recordings('asd');
  if (folder === null) return [];
  return await Promise.all(
    [1, 2, 3, 4, 5, 6].map((n) =>
      fromFiles('ASD', `server ${n}`, [join(folder, `omi-${n}_train.csv`)], {
        ...plain,
        periodMs: 300_000,
      }),
    ),
  );
}

/** The process without a fault, twice: d00 to learn from, d00_te for the faults. */
async function tep(): Promise<AttributionSet[]> {
  const folder = recordings('tep');
  if (folder === null) return [];
  const numbers = async (name: string) =>
    (await readFile(join(folder, name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
  const transposed = await numbers('d00.dat');
  const train = (transposed[0] ?? []).map((_, row) => transposed.map((line) => line[row] ?? 0));
  const channels = transposed.map((_, i) => ({ name: `x${i + 1}`, unit: null }));
  const later = [recordingOf(await numbers('d00_te.dat'))];
  return [
    { group: 'TEP', name: 'd00', train: [recordingOf(train)], later, channels, periodMs: 180_000 },
  ];
}

function simulated(): AttributionSet {
  const rows = (run: number) => recordingOf(simulateRows({ seed: 1, run, rows: 2_000, periodMs }));
  const periodMs = 1_000;
  const [train, later] = [[rows(1)], [rows(2)]];
  const channels = [...simulatedChannels];
  return { group: 'simulator', name: 'water loop', train, later, channels, periodMs };
}

const plain = {
  label: null,
  ignore: [],
  time: null,
  channels: null,
  periodMs: null,
  skipMissing: false,
};

async function fromFiles(
  group: string,
  name: string,
  files: readonly string[],
  request: Parameters<typeof readTables>[1],
): Promise<AttributionSet> {
  const { tables, channels, periodMs } = await readTables(files, request);
  const cuts = tables.map(({ recording }) => cut(normalRows(recording)));
  const train = cuts.map(({ earlier }) => earlier);
  const later = cuts.map((part) => part.later);
  return { group, name, train, later, channels, periodMs };
}

function cut(recording: Recording): { earlier: Recording; later: Recording } {
  const at = Math.round(trainShare * countRows([recording]));
  return {
    earlier: selectRows(recording, (row) => row < at),
    later: selectRows(recording, (row) => row >= at),
  };
}

function recordingOf(rows: readonly ArrayLike<number>[]): Recording {
  const breakBefore = new Uint8Array(rows.length);
  breakBefore[0] = 1;
  return {
    rows: rows.length,
    channels: rows[0]?.length ?? 0,
    values: Float64Array.from(rows.flatMap((row) => Array.from(row))),
    breakBefore,
    labels: null,
  };
}
