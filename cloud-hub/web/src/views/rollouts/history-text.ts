import { type RolloutEvent, RolloutState } from '@lookout/shared/protocol/rollouts';
import { humanize } from '../../components/format.ts';
import { stateWords } from './rollout-text.ts';

/** What people did, and the hub by itself. */
const done: Readonly<Record<string, string>> = {
  create: 'Drafted',
  approve: 'Approved',
  pause: 'Paused',
  resume: 'Resumed',
  halt: 'Halted',
  startWave: 'Next wave started',
  abort: 'Ended, installed ones keep it',
  revert: 'Taking it back',
};

const waveDone: Readonly<Record<string, string>> = {
  'wave running': 'begins',
  'wave soaking': 'is being watched',
  'wave done': 'is done',
};

export interface HistoryText {
  readonly what: string;
  /** Empty: nothing more to say. */
  readonly detail: string;
}

/** An entry of the history in words. */
export function historyText({ what, detail }: Pick<RolloutEvent, 'what' | 'detail'>): HistoryText {
  const wave = waveDone[what];
  if (wave !== undefined) return { what: `${detail} ${wave}`, detail: '' };
  // The name that was given stands above.
  if (what === 'create') return { what: 'Drafted', detail: '' };
  const state = RolloutState.safeParse(what);
  return { what: done[what] ?? (state.success ? stateWords[state.data] : humanize(what)), detail };
}
