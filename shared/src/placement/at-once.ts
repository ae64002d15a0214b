import { allowed, coolest, isSame, obstacle } from './candidates.ts';
import { inOrder } from './order.ts';
import type { Placed } from './placement.ts';
import { wattsOfAll } from './power.ts';
import type { Question, Verdict } from './verdict.ts';
import { celsius, megabytes, nameOf } from './words.ts';

/** What waits for nothing: the operator's word, a lost provider, critical temperature, memory. */
export function decideAtOnce(question: Question): Verdict | null {
  return (
    pinned(question) ??
    critical(question) ??
    lost(question) ??
    memory(question) ??
    forbidden(question)
  );
}

function pinned({ policy: { pin }, runnable, current, situation }: Question): Verdict | null {
  if (pin === null) return null;
  const isPinned = (one: Placed) =>
    one.variant === pin.variant && (pin.provider === null || one.provider === pin.provider);
  const fitting = runnable.filter(isPinned);
  const staying = current !== null && isPinned(current) ? current : null;
  const fastest = [...fitting].sort((a, b) => a.p95Us - b.p95Us)[0];
  const to =
    fitting.find((one) => isSame(one, staying)) ??
    fastest ??
    (staying !== null && obstacle(situation.profiles, staying) === null ? staying : null);
  if (to === null) return null;
  return { to, code: 'pinned', reason: `Pinned to ${nameOf(to)} by the policy`, manner: 'ordered' };
}

/** What runs cannot any more: the best of the others, whatever the load. */
function lost({ current, situation, standings, policy }: Question): Verdict | null {
  if (current === null) return null;
  const why = obstacle(situation.profiles, current);
  const best = inOrder(standings, policy)[0];
  if (why === null || best === undefined) return null;
  const to = best.candidate;
  const reason = `${nameOf(current)} cannot run (${why}): ${nameOf(to)} takes its place`;
  return { to, code: 'providerLost', reason, manner: 'urgent' };
}

function critical({ evidence, policy, candidates, current }: Question): Verdict | null {
  const left = evidence.criticalHeadroomC;
  if (left === null || left >= policy.criticalHeadroomC) return null;
  const to = coolest(candidates, evidence.deadlineUs, wattsOfAll(candidates, evidence));
  if (to === null) return null;
  const close = `${celsius(left)} are left to the critical temperature`;
  const reason = isSame(to, current)
    ? `${close}: stays on ${nameOf(to)}, which heats least`
    : `${close}: ${nameOf(to)} heats least`;
  return { to, code: 'critical', reason, manner: 'urgent' };
}

/** Too little is free with what runs: the one that needs least, if that is less. */
function memory({ evidence, policy, candidates, current, own }: Question): Verdict | null {
  const used = own?.candidate.peakMemoryBytes ?? null;
  const onGpu = own?.candidate.processor === 'gpu';
  const free = (onGpu ? evidence.freeGpuMemoryBytes : null) ?? evidence.freeMemoryBytes;
  if (current === null || used === null || free === null) return null;
  if (free >= policy.minFreeMemoryBytes) return null;
  const least = candidates
    .flatMap((one) => (one.peakMemoryBytes === null ? [] : [{ one, bytes: one.peakMemoryBytes }]))
    .sort((a, b) => a.bytes - b.bytes)[0];
  if (least === undefined || least.bytes >= used) return null;
  const words = `${megabytes(free)} of memory are free, ${megabytes(policy.minFreeMemoryBytes)} must be`;
  const needs = `${nameOf(least.one)} needs ${megabytes(least.bytes)} instead of ${megabytes(used)}`;
  return { to: least.one, code: 'memory', reason: `${words}: ${needs}`, manner: 'urgent' };
}

function forbidden({ policy, runnable, current, standings }: Question): Verdict | null {
  const own = runnable.find((one) => isSame(one, current));
  if (own === undefined || allowed(runnable, policy).includes(own)) return null;
  const to = inOrder(standings, policy)[0]?.candidate;
  if (to === undefined) return null;
  const reason = `The policy forbids the ${own.processor.toUpperCase()}: ${nameOf(to)} runs instead`;
  return { to, code: 'policy', reason, manner: 'ordered' };
}
