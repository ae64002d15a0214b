import { setTimeout as delay } from 'node:timers/promises';
import type { RolloutDetail, RolloutState } from '@lookout/shared/protocol/rollouts';
import { CliError, exitCodes } from '../exit.ts';
import { onRollouts } from './rollout-actions.ts';
import { progressOf, troubleText } from './rollout-words.ts';

const lookEveryMs = 1_000;
const stopped: ReadonlySet<RolloutState> = new Set(['HALTED', 'ABORTED', 'REVERTED', 'SUPERSEDED']);

/** Prints a line for every change. @throws CliError with 3 where it did not succeed */
export async function watchRollout(text: string, json: boolean): Promise<void> {
  const last = await onRollouts(async ({ rollouts }) => {
    const id = await rollouts.resolve(text);
    let told = '';
    for (;;) {
      const detail = await rollouts.detail(id);
      const line = json ? JSON.stringify(detail.rollout) : progressLine(detail);
      if (line !== told) process.stdout.write(`${line}\n`);
      told = line;
      const { state } = detail.rollout;
      if (state === 'SUCCEEDED' || stopped.has(state)) return detail.rollout;
      await delay(lookEveryMs);
    }
  });
  if (last.state !== 'SUCCEEDED')
    throw new CliError(exitCodes.infeasible, `${last.name} is ${last.state}: ${last.reason ?? ''}`);
}

/** Such as `RUNNING 3/40 · canary done · 10% running, 2 installing, 1 failed (waits for …)`. */
export function progressLine({ rollout }: Pick<RolloutDetail, 'rollout'>): string {
  const waves = rollout.waves.map(({ name, state, counts, waitsFor }) => {
    const shown = Object.entries(counts).filter(
      ([member, count]) => count > 0 && member !== 'succeeded' && member !== 'waiting',
    );
    const parts = [`${name} ${state}`, ...shown.map(([member, count]) => `${count} ${member}`)];
    const why = waitsFor === null || state === 'pending' ? '' : ` (${waitsFor})`;
    return `${parts.join(', ')}${why}`;
  });
  const { state, trouble } = rollout;
  const told = trouble === null ? [] : [`${troubleText(trouble)} ${trouble.remedy}`];
  return [`${state} ${progressOf(rollout)}`, ...told, ...waves].join(' · ');
}
