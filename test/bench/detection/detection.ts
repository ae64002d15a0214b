import { availableParallelism } from 'node:os';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import { developmentGroups } from './groups.ts';
import { runTasks } from './run-tasks.ts';
import { falseAlarmTable, type Judged, operatorTable, rankingTable } from './tables.ts';

const seeds = [1, 2, 3, 4, 5];

/**
 * The development protocol, w = 10: every detector's AUROC / AUPRC / VUS-PR, and of the default one the
 * realised false alarms and what an operator would have borne. Nothing here is tuned on labels.
 */
export async function benchDetection(): Promise<object[]> {
  const groups = await developmentGroups();
  if (groups.length === 0) {
    console.error(
      'No ../shared/data here, and no LOOKOUT_DATA: the detection bench needs recordings.',
    );
    return [];
  }
  const tasks = seeds.flatMap((seed, i) =>
    groups.map((_, group) => ({ group, seed, isFirstSeed: i === 0 })),
  );
  const progress = new Progress('Detection', process.stderr, Date.now);
  const judged: Judged[] = [];
  await runTasks(tasks, availableParallelism(), ({ task, verdict }) => {
    const data = groups[task.group]?.data;
    if (data) judged.push({ data, seed: task.seed, verdict });
    progress.update(judged.length / tasks.length, `${judged.length} of ${tasks.length} trainings`);
  });
  progress.finish();
  return [...rankingTable(judged), ...falseAlarmTable(judged), ...operatorTable(judged)];
}
