import type { PlacementCode } from '../protocol/placement.ts';
import { obstacle } from './candidates.ts';
import { type Improvement, negligible } from './improve.ts';
import { advantageOver, nothingToWin, ofDeadline, ranked, smallShareToStay } from './order.ts';
import type { Placed } from './placement.ts';
import type { Standing } from './standing.ts';
import type { Question, Verdict } from './verdict.ts';
import { seconds } from './waits.ts';
import { figures, nameOf } from './words.ts';

/** Why what runs goes on running. */
export function stay(
  question: Question,
  current: Placed,
  improvement: Improvement | null,
): Verdict {
  const { own } = question;
  const why = own === null ? unmeasured(question, current) : whyThis(question, own, improvement);
  const notes = [why.words, ...unknowns(question)];
  return { to: current, code: why.code, reason: notes.join('; '), manner: 'considered' };
}

interface Why {
  readonly code: PlacementCode;
  readonly words: string;
}

function unmeasured({ situation: { profiles } }: Question, current: Placed): Why {
  const name = nameOf(current);
  const why = obstacle(profiles, current);
  if (why !== null)
    return { code: 'providerLost', words: `${name} cannot run (${why}), and nothing else can` };
  return {
    code: 'unprofiled',
    words: `Stays on ${name}, which was not measured on this device yet`,
  };
}

function whyThis(question: Question, own: Standing, improvement: Improvement | null): Why {
  const { standings, policy, situation, candidates, patience } = question;
  const rivals = ranked(
    standings.filter((one) => one !== own),
    policy,
  );
  if (rivals.length === 0)
    return onlyOne(own, question.runnable.length > candidates.length, situation.profiles);
  const name = nameOf(own.candidate);
  if (question.evidence.load === null) return { code: 'unprofiled', words: `Stays on ${name}` };
  const complaint = own.leave[0];
  if (complaint !== undefined)
    return { code: complaint.code, words: `Stays on ${name} for now: ${complaint.words}` };
  if (!own.meets && rivals.some(({ meets, leave }) => meets && leave.length === 0))
    return { code: 'deadline', words: `Stays on ${name} for now: it takes ${ofDeadline(own)}` };
  if (improvement !== null) {
    const { advantage, lastedMs, to } = improvement;
    if (improvement.missing > negligible) return costlier(own, to, improvement.missing);
    const after = `it switches once that has lasted ${seconds(patience)}, now ${seconds(lastedMs)}`;
    return {
      code: advantage.code,
      words: `Stays on ${name} for now: ${advantage.words}; ${after}`,
    };
  }
  return barred(question, own, rivals) ?? compared(question, own, rivals);
}

/** It would be better by the look of it, and has not been so, or not for long enough. */
function costlier(own: Standing, to: Standing, missing: number): Why {
  const stays = `Stays on ${nameOf(own.candidate)}: ${nameOf(to.candidate)}`;
  const windows = `${figures(missing)} late windows`;
  return to.watts === null
    ? { code: 'deadline', words: `${stays} would have cost ${windows} more up to now` }
    : {
        code: 'energy',
        words: `${stays} would have to save as much as a switch costs, and the worth of ${windows} is missing`,
      };
}

function onlyOne(
  own: Standing,
  isForbidden: boolean,
  profiles: Question['situation']['profiles'],
): Why {
  const name = nameOf(own.candidate);
  if (isForbidden) return { code: 'policy', words: `${name} is all that the policy allows` };
  const others = profiles.filter((one) => one.usable !== 'yes');
  // What ran here once was lost; the rest was never there.
  const lost = others.find(({ usable, p50Us }) => usable === 'absent' && p50Us !== null);
  if (lost !== undefined)
    return {
      code: 'providerLost',
      words: `${name} is all that can run here while ${lost.provider} is lost`,
    };
  // What was tried and failed says more than what this machine has no provider for.
  const other = others.find(({ usable }) => usable !== 'absent') ?? others[0];
  const why = other === undefined ? null : obstacle(profiles, other);
  const rest = other === undefined || why === null ? '' : ` (${nameOf(other)}: ${why})`;
  return { code: 'onlyOne', words: `${name} is all that can run here${rest}` };
}

/** What it would take if nothing slowed it down. */
const ifFree = ({ idleUs }: Standing, { lagUs, share }: Standing) => ({
  lagUs: idleUs,
  share: (share * idleUs) / lagUs,
});

/** One that would be better but for what objects to it. */
function barred({ policy }: Question, own: Standing, rivals: readonly Standing[]): Why | null {
  for (const one of rivals) {
    const objection = one.enter[0];
    const free = { ...one, ...ifFree(one, own), meets: true };
    const advantage = advantageOver(free, own, policy, false);
    if (objection !== undefined && (advantage !== null || !own.meets))
      return {
        code: objection.code,
        words: `Stays on ${nameOf(own.candidate)}, not ${nameOf(one.candidate)}: ${objection.words}`,
      };
  }
  return null;
}

function compared({ policy, evidence }: Question, own: Standing, rivals: readonly Standing[]): Why {
  const takes = `${nameOf(own.candidate)} takes ${ofDeadline(own)}`;
  const other = rivals.find(({ candidate }) => candidate.processor !== own.candidate.processor);
  const rival = other ?? rivals[0];
  if (rival === undefined) return { code: 'onlyOne', words: takes };
  const theirs = `${nameOf(rival.candidate)} ${ofDeadline(rival)}`;
  if (own.meets && !rival.meets) return { code: 'deadline', words: `${takes}, ${theirs}` };
  if (!own.meets) return { code: 'faster', words: `${takes}, and ${theirs} would not help` };
  const advantage = advantageOver(own, rival, policy, false);
  if (advantage !== null)
    return { code: advantage.code, words: named(nameOf(own.candidate), advantage.words) };
  const isSmall = own.candidate.processor === 'cpu' && own.share <= smallShareToStay;
  if (isSmall && evidence.deadlineUs !== null)
    return { code: 'small', words: `${takes}: ${nothingToWin}` };
  const isFaster = own.lagUs <= rival.lagUs;
  return {
    code: isFaster ? 'faster' : 'quality',
    words: `${takes}, ${theirs}: no reason to switch`,
  };
}

/** What the decision would have liked to know. */
function unknowns({ evidence, standings, own }: Question): string[] {
  const { load, staleMs, othersGpuPercent, headroomC } = evidence;
  if (load === null)
    return [
      staleMs === null
        ? 'the load is not known'
        : `nothing was heard of the load for ${seconds(staleMs)}`,
    ];
  const hasGpu = standings.some(({ candidate }) => candidate.processor === 'gpu');
  const missing = [
    ...(hasGpu && othersGpuPercent === null ? ["the GPU's load"] : []),
    ...(headroomC === null ? ['the distance to throttling'] : []),
  ];
  return own === null || missing.length === 0 ? [] : [`not known: ${missing.join(' and ')}`];
}

/** Words that begin with the name as they are, others behind it. */
const named = (name: string, words: string): string =>
  words.startsWith(`${name} `) ? words : `${name}: ${words}`;
