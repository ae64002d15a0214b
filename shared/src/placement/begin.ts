import { advantageOver, inOrder, isMuchFaster, nothingToWin, ofDeadline, ranked } from './order.ts';
import type { Placed } from './placement.ts';
import type { Question, Verdict } from './verdict.ts';
import { nameOf } from './words.ts';

/** The first choice: the best of those to which nothing known objects. */
export function begin({ standings, policy, situation, runnable }: Question): Verdict {
  const ordered = inOrder(standings, policy);
  const best = ordered[0];
  if (best === undefined) return nothing(situation.profiles[0] ?? null);
  const name = nameOf(best.candidate);
  const made = (code: Verdict['code'], words: string): Verdict => {
    return { to: best.candidate, code, reason: words, manner: 'considered' };
  };
  const second = ordered[1];
  if (second === undefined)
    return runnable.length > 1
      ? made('policy', `${name} is all that the policy allows`)
      : made('onlyOne', `${name} is all that can run here`);
  const takes = `${name} takes ${ofDeadline(best)}, ${nameOf(second.candidate)} ${ofDeadline(second)}`;
  const objection = ranked(standings, policy)[0]?.leave[0];
  if (objection !== undefined && best.leave.length === 0)
    return made(objection.code, `${name}: ${objection.words}`);
  if (best.meets && !second.meets) return made('deadline', takes);
  const advantage = advantageOver(best, second, policy, false);
  if (advantage === null) return made(isMuchFaster(best, second) ? 'faster' : 'quality', takes);
  const { code, words } = advantage;
  if (code === 'small') return made(code, `${takes}: ${nothingToWin}`);
  if (code === 'policy') return made(code, `${takes}, and the policy wants the first`);
  return made(code, code === 'quality' ? words : takes);
}

function nothing(first: Placed | null): Verdict {
  const to = first ?? { variant: '', provider: 'cpu' };
  const reason =
    first === null
      ? 'Nothing was measured on this device yet'
      : `Nothing can run here: ${nameOf(first)} neither`;
  return { to, code: first === null ? 'unprofiled' : 'providerLost', reason, manner: 'considered' };
}
