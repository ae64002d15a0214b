import { developmentGroups } from './groups.ts';
import { type GroupVerdict, judgeGroup } from './judge-group.ts';

/** What the bench asks of a worker process, and what it is answered. */
export interface Task {
  readonly group: number;
  readonly seed: number;
  readonly isFirstSeed: boolean;
}
export interface Answer {
  readonly task: Task;
  readonly verdict: GroupVerdict;
}

const groups = await developmentGroups();

process.on('message', (task: Task) => {
  const group = groups[task.group];
  if (!group) throw new RangeError(`there is no group ${task.group}`);
  void judgeGroup(group, task.seed, task.isFirstSeed).then((verdict) => {
    process.send?.({ task, verdict } satisfies Answer);
  });
});
