import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import { runTasks } from '../run-tasks.ts';
import type { Tables } from '../tables.ts';
import { benchBudgets } from './budgets.ts';
import { ways } from './compress-subject.ts';
import { subjects } from './subjects.ts';
import { ablationTable, type Compressed, detectorTable, lossTable, mainTable } from './tables.ts';
import { timeStages } from './time-stages.ts';
import type { Answer, Task } from './worker.ts';

/** Ablations are run on the dense network of SKAB, whose training takes least. */
const ablationSeeds = 4;

/**
 * What compression keeps and what it gains, against our own fp32 networks: w = 64, five seeds, nothing tuned
 * on labels. Networks are made in worker processes; all timing happens afterwards, with nothing beside it.
 */
export async function benchCompress(quick: boolean): Promise<Tables> {
  const all = await subjects(quick);
  if (all.length === 0)
    console.error('No ../shared/data and no LOOKOUT_DATA: only budgets are measured.');
  const tasks = all.map((subject): Task => {
    const ablated =
      subject.data === 'SKAB' && subject.kind === 'dense' && subject.seed <= ablationSeeds;
    return { subject, ways: ablated && !quick ? ways : ['product'] };
  });
  const made: Omit<Compressed, 'times'>[] = [];
  const training = new Progress('Compressing', process.stderr, Date.now);
  const worker = join(import.meta.dirname, 'worker.ts');
  await runTasks<Task, Answer>(worker, tasks, availableParallelism(), (stages, { subject }) => {
    made.push({ subject, stages });
    training.update(made.length / tasks.length, `${made.length} of ${tasks.length} networks`);
  });
  training.finish();
  const timing = new Progress('Timing', process.stderr, Date.now);
  const done: Compressed[] = [];
  for (const one of made) {
    done.push({ ...one, times: await timeStages(one.stages) });
    timing.update(done.length / made.length);
  }
  timing.finish();
  const order = done.toSorted(
    (a, b) =>
      tasks.findIndex((t) => t.subject === a.subject) -
      tasks.findIndex((t) => t.subject === b.subject),
  );
  return {
    'The VAE by itself, against its own fp32 form': mainTable(order),
    'Whole detectors at batch 1': detectorTable(order),
    'Ablations, SKAB dense': ablationTable(order),
    'Does the VAE loss tell what happens to detection?': lossTable(order),
    ...(quick ? {} : await benchBudgets()),
  };
}
