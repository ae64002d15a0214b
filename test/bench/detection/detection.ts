import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import { type AttributedFault, attributionTable } from '../attribution.ts';
import { attributionSets } from '../attribution-sets.ts';
import { runTasks } from '../run-tasks.ts';
import type { Tables } from '../tables.ts';
import { developmentGroups } from './groups.ts';
import { falseAlarmTable, type Judged, operatorTable, rankingTable } from './tables.ts';
import type { Answer, Task } from './worker.ts';

const seeds = [1, 2, 3, 4, 5];

/**
 * The development protocol, w = 10: every detector's ranking, and of the default one the realised false
 * alarms, what an operator would have borne, and whether it names the sensor that failed. Nothing here is
 * tuned on labels.
 */
export async function benchDetection(): Promise<Tables> {
  const groups = await developmentGroups();
  if (groups.length === 0)
    console.error('No ../shared/data and no LOOKOUT_DATA: only attribution is measured.');
  const tasks: Task[] = [
    ...(await attributionSets()).map((_, set) => ({ kind: 'attribute' as const, set })),
    ...seeds.flatMap((seed, i) =>
      groups.map((_, group) => ({ kind: 'judge' as const, group, seed, isFirstSeed: i === 0 })),
    ),
  ];
  const progress = new Progress('Detection', process.stderr, Date.now);
  const judged: Judged[] = [];
  const faults: AttributedFault[] = [];
  let done = 0;
  const take = (answer: Answer) => {
    if (answer.kind === 'attribute') faults.push(...answer.faults);
    const data = answer.kind === 'judge' ? groups[answer.group]?.data : undefined;
    if (answer.kind === 'judge' && data) judged.push({ data, ...answer });
    done += 1;
    progress.update(done / tasks.length, `${done} of ${tasks.length} trainings`);
  };
  const worker = join(import.meta.dirname, 'worker.ts');
  await runTasks<Task, Answer>(worker, tasks, availableParallelism(), take);
  progress.finish();
  return {
    'AUROC / AUPRC / VUS-PR, mean over files': rankingTable(judged),
    'False alarms, share of windows above the level': falseAlarmTable(judged),
    'Alarms as an operator sees them': operatorTable(judged),
    'Attribution of injected single-sensor faults': attributionTable(faults),
  };
}
