import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@lookout/shared/simulator/random';
import { LoadSampler } from '../../../edge-agent/dist/load/load-sampler.js';
import type { MachineLoad } from '../../../edge-agent/dist/load/machine-reading.js';
import type { PacedRuns } from './paced-runs.ts';
import { RunningStress, type Stress, stresses } from './stresses.ts';
import { variantNames } from './variants.ts';

/** Half of a cell: what the device saw, and how long each variant's runs took. */
export interface Half {
  readonly load: MachineLoad;
  /** By variant: of each run what it took, and what of it on a CPU. */
  readonly runs: readonly (readonly (readonly [wallUs: number, cpuUs: number])[])[];
}

/** One stress at one time. */
export interface Cell {
  readonly round: number;
  readonly stress: string;
  readonly halves: readonly Half[];
}

/** A sample of the device is a mean of so long. */
export const halfMs = 10_000;
/** Until a stress is at its full strength. */
const settleMs = 1_500;
/** As the agent does it. */
const [readEveryMs, lookEveryMs] = [1_000, 167];

/** Every stress once a round, in another order each time, so that what others do hits all of them. */
export async function measureCells(
  paced: PacedRuns,
  { rounds, halves, random }: { rounds: number; halves: number; random: Random },
  onCell: (done: number, of: number) => void,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (let round = 0; round < rounds; round++)
    for (const stress of inAnyOrder(stresses, random)) {
      cells.push({ round, stress: stress.name, halves: await measureCell(paced, stress, halves) });
      onCell(cells.length, rounds * stresses.length);
    }
  return cells;
}

async function measureCell(paced: PacedRuns, stress: Stress, count: number): Promise<Half[]> {
  const seconds = Math.ceil((settleMs + count * halfMs) / 1000) + 5;
  const running = new RunningStress(stress, seconds);
  try {
    paced.turn(true);
    await pause(settleMs);
    const halves: Half[] = [];
    for (let half = 0; half < count; half++) halves.push(await measureHalf(paced));
    return halves;
  } finally {
    paced.turn(false);
    running.end();
  }
}

async function measureHalf(paced: PacedRuns): Promise<Half> {
  const sampler = new LoadSampler({
    ...{ root: '/', dataFolder: '.', nvidiaSmi: 'no-such-tool', nowMs: () => performance.now() },
  });
  paced.take();
  sampler.read();
  const timers = [
    setInterval(() => sampler.read(), readEveryMs),
    setInterval(() => sampler.look(), lookEveryMs),
  ];
  await pause(halfMs);
  for (const timer of timers) clearInterval(timer);
  sampler.read();
  const runs = paced.take();
  const load = sampler.sample();
  await sampler.stop();
  const of = (variant: number) =>
    runs.flatMap(([model, , wallUs, cpuUs]) =>
      model === variant ? [[wallUs, cpuUs] as const] : [],
    );
  return { load, runs: variantNames.map((_, variant) => of(variant)) };
}

const inAnyOrder = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => ({ item, rank: random.uniform() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
