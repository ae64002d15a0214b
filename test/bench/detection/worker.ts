import { type AttributedFault, attributeSet } from '../attribution.ts';
import { attributionSets } from '../attribution-sets.ts';
import { developmentGroups } from './groups.ts';
import { type GroupVerdict, judgeGroup } from './judge-group.ts';

/** What the bench asks of a worker process: to judge a group, or to attribute faults in a set. */
export type Task =
  | {
      readonly kind: 'judge';
      readonly group: number;
      readonly seed: number;
      readonly isFirstSeed: boolean;
    }
  | { readonly kind: 'attribute'; readonly set: number };

/** What it is answered. */
export type Answer =
  | {
      readonly kind: 'judge';
      readonly group: number;
      readonly seed: number;
      readonly verdict: GroupVerdict;
    }
  | { readonly kind: 'attribute'; readonly faults: readonly AttributedFault[] };

const groups = await developmentGroups();
const sets = await attributionSets();

async function answer(task: Task): Promise<Answer> {
  if (task.kind === 'attribute') {
    const set = sets[task.set];
    if (!set) throw new RangeError(`there is no set ${task.set}`);
    return { kind: 'attribute', faults: await attributeSet(set) };
  }
  const group = groups[task.group];
  if (!group) throw new RangeError(`there is no group ${task.group}`);
  return { ...task, verdict: await judgeGroup(group, task.seed, task.isFirstSeed) };
}

process.on('message', (task: Task) => {
  void answer(task).then((result) => process.send?.(result));
});

// Nobody is left to be answered.
process.on('disconnect', () => process.exit());
