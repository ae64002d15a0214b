import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runTasks } from '../run-tasks.ts';
import type { Tables } from '../tables.ts';
import { byGroup, fleetTable } from './tables.ts';
import type { Answer, Lived, Task } from './worker.ts';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
const devicesPerTask = 5;

/**
 * A day of many devices under five rules. The limits of the usual policy were set on the seeds of `tuning`;
 * what is reported was not looked at before.
 */
const fleets = {
  quick: { from: 2_000_000, devices: 50 },
  whole: { from: 2_000_000, devices: 1_000 },
  tuning: { from: 1, devices: 240 },
} as const;

export async function benchPlacement(which: keyof typeof fleets): Promise<Tables> {
  const { from, devices } = fleets[which];
  const seeds = Array.from({ length: devices }, (_, i) => from + i);
  const tasks = Array.from({ length: Math.ceil(devices / devicesPerTask) }, (_, i): Task => {
    return { seeds: seeds.slice(i * devicesPerTask, (i + 1) * devicesPerTask) };
  });
  const lived: Lived[] = [];
  await runTasks<Task, Answer>(worker, tasks, availableParallelism(), (answer) => {
    lived.push(...answer);
  });
  lived.sort((a, b) => a.seed - b.seed);
  return {
    [`A day of ${devices} devices`]: fleetTable(lived),
    'By network': byGroup(lived, ({ net }) => net),
    'By what others run on the GPU': byGroup(lived, ({ vision }) => vision),
    'By what else the CPUs do': byGroup(lived, ({ burst }) => burst),
    'By place': byGroup(lived, ({ place }) => place),
    'By power meter': byGroup(lived, ({ isMetered }) => (isMetered ? 'has one' : 'has none')),
  };
}
