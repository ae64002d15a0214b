import { type PlacementPolicy, processorOf } from '../protocol/placement.ts';
import { decideAtOnce } from './at-once.ts';
import { begin } from './begin.ts';
import { behindFrom, behindNow, decideByCost } from './by-cost.ts';
import { allowed, candidatesOf, isSame, obstacle } from './candidates.ts';
import { evidenceOf } from './evidence.ts';
import { decideToImprove, improvementOf, patienceMs } from './improve.ts';
import { known } from './known.ts';
import { decideToLeave } from './leave.ts';
import type { Asked, ChooseVariant, Placed, Situation } from './placement.ts';
import { learn, predict } from './predict.ts';
import { standingsOf } from './standing.ts';
import { stay } from './stay.ts';
import type { Question, Verdict } from './verdict.ts';
import { type Bar, barOf, switchesOfLastHour, Waits } from './waits.ts';
import { nameOf, sentence } from './words.ts';

export const chooseVariant: ChooseVariant = (situation, policy, memory) => {
  const { now, running } = situation;
  const runnable = candidatesOf(situation.profiles);
  const evidence = evidenceOf(situation, policy, runnable);
  const corrections = learn(situation, runnable, evidence, memory);
  const predicted = predict(runnable, evidence, corrections);
  const waits = new Waits(memory, now);
  const pending = pendingOf(memory.asked, situation);
  const current = pending?.choice ?? running;
  const overCurrentEvents = known(evidence.load?.overCurrentEvents);
  noteMarks(waits, current, memory.overCurrentEvents, overCurrentEvents);
  const candidates = allowed(runnable, policy);
  const standings = standingsOf(candidates, predicted, current, evidence, policy, waits);
  const switches = switchesOfLastHour(memory.switchedAt, now);
  const about = { situation, policy, evidence, current, switches: switches.length };
  const behind = behindNow(memory, standings, about);
  const own = standings.find(({ candidate }) => isSame(candidate, current)) ?? null;
  const patience = patienceMs(policy, switches.length);
  const question: Question = {
    ...{ ...about, candidates, runnable, standings, own, waits, patience, behind },
  };
  const verdict = settle(question, barOf(switches, policy, now));
  const isNew = current !== null && !isSame(verdict.to, current);
  if (isNew) markLeft(waits, current, verdict);
  const choice =
    pending !== null && !isNew
      ? pending.choice
      : {
          ...placed(verdict.to),
          code: verdict.code,
          reason: sentence(verdict.reason + pinNote(policy, verdict)),
        };
  const isSwitch = !isSame(choice, running) && runnable.some((one) => isSame(one, choice));
  const isUrgent =
    isSwitch && (verdict.manner === 'urgent' || (!isNew && (pending?.isUrgent ?? false)));
  const asked = isNew || (current === null && isSwitch) ? { at: now, choice, isUrgent } : pending;
  return {
    ...{ choice, isSwitch, isUrgent, predicted },
    memory: {
      decidedAt: now,
      since: waits.kept(),
      switchedAt: (isNew ? [...switches, now] : switches).slice(-longestMemory),
      ...{ corrections, asked, behind: isNew ? behindFrom(current, verdict, question) : behind },
      overCurrentEvents: overCurrentEvents ?? memory.overCurrentEvents,
    },
  };
};

/** Of switches: the cap is 60 at most, and urgent ones come on top. */
const longestMemory = 240;

const pinNote = ({ pin }: PlacementPolicy, { code }: Verdict): string =>
  pin === null || code === 'pinned' ? '' : `; the pinned ${pin.variant} cannot run here`;

const placed = ({ variant, provider }: Placed): Placed => ({ variant, provider });

/** A GPU's engine may be built first, and what was asked for must not be taken back meanwhile. */
const followsWithinMs = 300_000;

/** What was asked for counts as what runs until the device had time to follow, or while nothing runs. */
function pendingOf(asked: Asked | null, { now, running, profiles }: Situation): Asked | null {
  if (asked === null || isSame(asked.choice, running)) return null;
  if (obstacle(profiles, asked.choice) !== null) return null;
  const age = now - asked.at;
  return running === null || (age >= 0 && age <= followsWithinMs) ? asked : null;
}

function settle(question: Question, bar: Bar | null): Verdict {
  const { current, evidence, own } = question;
  const atOnce = decideAtOnce(question);
  // The waits run on whatever is decided, so that nothing begins anew when the urgent matter is over.
  const leave = evidence.load === null ? null : decideToLeave(question);
  const improvement = evidence.load === null ? null : improvementOf(question);
  if (atOnce !== null) return atOnce;
  if (current === null) return begin(question);
  const wanted = leave ?? decideByCost(question) ?? decideToImprove(question, improvement);
  const resting = stay(question, current, improvement);
  if (wanted === null || own === null) return resting;
  if (bar === null) return wanted;
  const reason = `Stays on ${nameOf(current)} though ${nameOf(wanted.to)} would be better: ${bar.words}`;
  return { to: current, code: bar.code, reason, manner: 'considered' };
}

function noteMarks(
  waits: Waits,
  current: Placed | null,
  before: number | null,
  count: number | null,
): void {
  if (before !== null && count !== null && count > before) waits.mark('overCurrent');
  if (current === null || processorOf(current.provider) === 'cpu') return;
  for (const cause of causes) waits.unmark(`left:${cause}`);
}

const causes = ['gpuBusy', 'heat', 'overCurrent'] as const;

/** What the GPU was left for must be known to be over before it is taken again. */
function markLeft(waits: Waits, from: Placed, { to, code }: Verdict): void {
  if (code === 'memory') waits.mark('left:memory');
  else waits.unmark('left:memory');
  if (processorOf(from.provider) === 'cpu' || processorOf(to.provider) === 'gpu') return;
  const cause = code === 'critical' ? 'heat' : causes.find((one) => one === code);
  if (cause !== undefined) waits.mark(`left:${cause}`);
}
