import { keyOf } from './engine/apply-steps.ts';
import type { Step } from './engine/rollout-state.ts';

export type DesiredStep = Extract<Step, { kind: 'assign' | 'hold' | 'withdraw' }>;

/** Steps of one kind that follow each other, so that they are written at once; the order of kinds stays. */
export function desiredRuns(steps: readonly Step[]): DesiredStep[][] {
  const runs: DesiredStep[][] = [];
  let last = '';
  let taken = new Set<string>();
  for (const step of steps) {
    if (step.kind !== 'assign' && step.kind !== 'hold' && step.kind !== 'withdraw') continue;
    const kind =
      step.kind === 'assign'
        ? `assign ${step.revert}`
        : step.kind === 'hold'
          ? `hold ${step.hold}`
          : step.kind;
    const run = runs.at(-1);
    if (kind === last && run !== undefined && !taken.has(keyOf(step))) run.push(step);
    else {
      runs.push([step]);
      taken = new Set();
    }
    taken.add(keyOf(step));
    last = kind;
  }
  return runs;
}

/** Members that any of the steps touches, each once. */
export function touchedBy(steps: readonly Step[]): { device: string; stream: string }[] {
  const touched = new Map<string, { device: string; stream: string }>();
  for (const step of steps)
    if ('device' in step) touched.set(keyOf(step), { device: step.device, stream: step.stream });
  return [...touched.values()];
}
