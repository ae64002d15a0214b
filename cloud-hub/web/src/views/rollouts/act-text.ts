import type { RolloutAct, RolloutState, RolloutSummary } from '@lookout/shared/protocol/rollouts';
import { plural } from '../../components/format.ts';
import { tallyOf, tallyOfAll } from './rollout-text.ts';

export type ActName = 'approve' | 'halt' | 'pause' | 'resume' | 'startWave' | 'revert' | 'keep';

/** As the engine allows them. */
const possible: Readonly<Record<ActName, readonly RolloutState[]>> = {
  approve: ['DRAFT'],
  halt: ['APPROVED', 'RUNNING', 'PAUSED', 'SUCCEEDED'],
  pause: ['APPROVED', 'RUNNING'],
  resume: ['PAUSED', 'HALTED'],
  startWave: ['RUNNING'],
  revert: ['RUNNING', 'PAUSED', 'HALTED', 'SUCCEEDED', 'ABORTED'],
  keep: ['DRAFT', 'APPROVED', 'RUNNING', 'PAUSED', 'HALTED'],
};

/** Operators stop things; everything that changes a device's model is an administrator's. */
const operatorsMay: ReadonlySet<ActName> = new Set(['halt', 'pause']);

interface Person {
  readonly admin: boolean;
  readonly mayOperate: boolean;
}

/** What this person can do to the rollout as it stands. @param nextByHand a person starts the next wave */
export function actsFor(rollout: RolloutSummary, nextByHand: boolean, who: Person): Set<ActName> {
  const names = ['approve', 'halt', 'pause', 'resume', 'startWave', 'revert', 'keep'] as const;
  return new Set(
    names.filter(
      (name) =>
        possible[name].includes(rollout.state) &&
        (who.admin || (who.mayOperate && operatorsMay.has(name))) &&
        isWorthwhile(name, rollout, nextByHand),
    ),
  );
}

function isWorthwhile(name: ActName, rollout: RolloutSummary, nextByHand: boolean): boolean {
  const { done, onWay, away } = tallyOfAll(rollout.waves);
  switch (name) {
    case 'halt':
      return rollout.state !== 'SUCCEEDED' || onWay + away > 0;
    case 'revert':
      return done + onWay > 0;
    case 'startWave':
      return nextWave(rollout) !== null && (nextByHand || isStalled(rollout));
    default:
      return true;
  }
}

/** Nobody is on the way any more, and still the wave is not over: too many failed, or are away. */
const isStalled = ({ waves }: RolloutSummary): boolean =>
  waves.some(({ state, counts }) => state === 'running' && tallyOf(counts).onWay === 0);

/** The wave that begins next, if one is left. */
export const nextWave = ({ waves }: Pick<RolloutSummary, 'waves'>): number | null => {
  const at = waves.findIndex(({ state }) => state === 'pending');
  return at === -1 ? null : at;
};

export interface ActText {
  readonly title: string;
  /** What will happen to how many. */
  readonly effect: string;
  readonly button: string;
  readonly undo: string;
}

/** What the sentences speak of. */
interface About {
  readonly rollout: RolloutSummary;
  /** "pump 1.1.0". */
  readonly release: string;
  readonly total: number;
  readonly done: number;
  readonly onWay: number;
  /** They have not been told yet. */
  readonly untouched: number;
  readonly wave: string;
  /** Members of the wave that begins next. */
  readonly begins: number;
}

function about(rollout: RolloutSummary): About {
  const { total, done, onWay, failed, back, left } = tallyOfAll(rollout.waves);
  const wave = rollout.waves[nextWave(rollout) ?? rollout.waves.length];
  return {
    ...{ rollout, total, done, onWay, release: `${rollout.model} ${rollout.version}` },
    untouched: total - done - onWay - failed - back - left,
    wave: wave?.name ?? '',
    begins: wave === undefined ? 0 : tallyOf(wave.counts).total,
  };
}

/** Begins with a blank, to follow a sentence. */
const untold = ({ untouched }: About): string =>
  untouched === 0 ? '' : ` Nothing begins for ${plural(untouched, 'other')}.`;
const keepIt = ({ done, release }: About): string =>
  `${subject(done)} that ${verb(done, 'runs', 'run')} ${release} ${verb(done, 'keeps', 'keep')} it`;
const stayOld = ({ onWay }: About): string =>
  `${plural(onWay, 'asset')} on the way ${verb(onWay, 'stays', 'stay')} on the old model`;
const canBeTakenBack = 'It can be halted at any time, and taken back.';

const texts: Readonly<Record<ActName, (about: About) => ActText>> = {
  approve: ({ rollout, total, release, begins }) => ({
    title: `Approve ${rollout.name}?`,
    effect: `${plural(total, 'asset')} in ${plural(rollout.waves.length, 'wave')} will get ${release}, beginning with ${plural(begins, 'asset')}.`,
    button: 'Approve',
    undo: canBeTakenBack,
  }),
  halt: (it) => ({
    title: `Halt ${it.rollout.name}?`,
    effect: `${subject(it.onWay)} on the way ${verb(it.onWay, 'holds', 'hold')} at once and ${verb(it.onWay, 'judges', 'judge')} with the old model. ${keepIt(it)}.${untold(it)}`,
    button: 'Halt',
    undo: 'It can be resumed.',
  }),
  pause: ({ rollout, untouched, onWay }) => ({
    title: `Pause ${rollout.name}?`,
    effect: `Nothing new begins for ${plural(untouched, 'asset')}. ${subject(onWay)} on the way ${verb(onWay, 'goes', 'go')} on.`,
    button: 'Pause',
    undo: 'It can be resumed.',
  }),
  resume: ({ rollout, untouched, onWay }) => ({
    title: `Resume ${rollout.name}?`,
    effect: `${subject(onWay)} on the way ${verb(onWay, 'goes', 'go')} on, and ${plural(untouched, 'asset')} may begin as their waves do.`,
    button: 'Resume',
    undo: 'It can be halted again.',
  }),
  startWave: ({ wave, begins, release }) => ({
    title: `Start the wave ${wave}?`,
    effect: `${plural(begins, 'asset')} will get ${release}.`,
    button: 'Start the wave',
    undo: canBeTakenBack,
  }),
  revert: (it) => ({
    title: `Take ${it.release} back?`,
    effect: `${subject(it.done)} that ${verb(it.done, 'runs', 'run')} it ${verb(it.done, 'goes', 'go')} back to what ${verb(it.done, 'it', 'they')} ran before; ${stayOld(it)}.${untold(it)}`,
    button: `Take back from ${plural(it.done + it.onWay, 'asset')}`,
    undo: 'The rollout ends with this; a new one can bring the release again.',
  }),
  keep: (it) =>
    it.rollout.state === 'DRAFT'
      ? {
          title: `Discard ${it.rollout.name}?`,
          effect: 'No device changes: a draft has touched none.',
          button: 'Discard',
          undo: 'It stays in the list, ended.',
        }
      : {
          title: `End ${it.rollout.name}?`,
          effect: `${keepIt(it)}; ${stayOld(it)}.${untold(it)}`,
          button: 'End, keep what is installed',
          undo: 'It can still be taken back; a new rollout can go on.',
        },
};

/** What an act would do now. */
export const actText = (name: ActName, rollout: RolloutSummary): ActText =>
  texts[name](about(rollout));

const subject = (count: number): string => (count === 0 ? 'No asset' : plural(count, 'asset'));
const verb = (count: number, one: string, many: string): string => (count <= 1 ? one : many);

/** The request behind an act. */
export function requestOf(name: ActName, reason: string): RolloutAct {
  switch (name) {
    case 'halt':
    case 'pause':
      return { act: name, reason };
    case 'revert':
    case 'keep':
      return { act: 'abort', revert: name === 'revert', reason };
    default:
      return { act: name };
  }
}
