import type { Judgement } from '../../protocol/presence.ts';
import { type Commissioning, windowsCollected, windowsNeeded } from './commissioning.ts';
import { levelsInForce } from './decide.ts';
import type { DecisionState } from './decision-state.ts';
import type { DecisionSettings } from './settings.ts';

/** Progress is told in so many steps: a report is published on every change. */
const progressSteps = 10;

/** What a stream is judged by, as its report tells it. */
export function judgementOf(
  { commissioning }: DecisionState,
  settings: DecisionSettings,
  zeroOffset: readonly number[] | null,
): Judgement {
  const { decision, alarmsPerDay, adaptive, ground } = settings;
  const needed = windowsNeeded(ground);
  const { fit } = commissioning;
  const step = Math.max(1, Math.floor(needed / progressSteps));
  const collected = Math.floor(windowsCollected(commissioning, ground) / step) * step;
  return {
    ...{ decision, alarmsPerDay, adaptive },
    commissioning: settings.commissioning ? phaseOf(commissioning) : 'off',
    windows: fit?.windows ?? Math.min(needed, collected),
    windowsNeeded: needed,
    median: fit?.median ?? 0,
    spread: fit?.spread ?? 1,
    zeroOffset: zeroOffset === null ? null : [...zeroOffset],
  };
}

function phaseOf({ phase }: Commissioning): Judgement['commissioning'] {
  if (phase === 'restored') return 'off';
  return phase === 'refined' ? 'commissioned' : phase;
}

/** The level as the report tells it: that of the last record, so that it does not change with every window. */
export const reportedLevel = (state: DecisionState, settings: DecisionSettings): number =>
  state.told?.level ?? levelsInForce(state, settings).raise;
