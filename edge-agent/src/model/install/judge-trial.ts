import { latencyEvidence } from '@lookout/shared/latency/latency-evidence';
import type { InstallFigures, ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { InstallRules } from '@lookout/shared/protocol/signed-documents';
import type { Install } from './install-state.ts';

/** So many windows without a score of the new bundle are no chance. */
const mostMissed = 3;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const ms = (us: number): string => `${(us / 1000).toFixed(3)} ms`;
const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** While windows are still coming: only what no further window can mend. */
export function judgeOnTheWay({ figures, missed, rules }: Install): ReleaseReason | null {
  if (missed >= mostMissed)
    return { code: 'notScored', text: `${missed} windows got no score from the new bundle` };
  if (figures === null || rules?.minAgreement == null || figures.agreement === null) return null;
  const differing = Math.round((1 - figures.agreement) * figures.windows);
  const all = Math.max(rules.shadowWindows, figures.windows);
  return (all - differing) / all < rules.minAgreement ? disagreement(figures, rules) : null;
}

/** When all windows have come, and whenever the figures of memory are new. */
export function judgeFigures(figures: InstallFigures, rules: InstallRules): ReleaseReason | null {
  return (
    judgeAgreement(figures, rules) ?? judgeLatency(figures, rules) ?? judgeMemory(figures, rules)
  );
}

function judgeAgreement(figures: InstallFigures, rules: InstallRules): ReleaseReason | null {
  const { minAgreement } = rules;
  const { agreement } = figures;
  if (minAgreement === null || agreement === null || agreement >= minAgreement) return null;
  return disagreement(figures, rules);
}

const disagreement = (
  { agreement, windows, oldAbove, newAbove }: InstallFigures,
  { minAgreement }: InstallRules,
): ReleaseReason => ({
  code: 'disagreement',
  text:
    `old and new stand on the same side of their levels on ${percent(agreement ?? 0)} of ${windows} windows, ` +
    `at least ${percent(minAgreement ?? 0)} is asked for; above: old ${oldAbove}, new ${newAbove}`,
});

/** By what the windows show for certain: see `latencyEvidence`. */
function judgeLatency(figures: InstallFigures, rules: InstallRules): ReleaseReason | null {
  const { oldLatencyP95Us: before } = figures;
  const { maxLatencyUs, maxLatencyRatio } = rules;
  const { atLeastUs, ratio } = latencyEvidence(figures);
  if (atLeastUs === null) return null;
  const words = `p95 of at least ${ms(atLeastUs)} a window`;
  if (maxLatencyUs !== null && atLeastUs > maxLatencyUs)
    return { code: 'latency', text: `${words}, at most ${ms(maxLatencyUs)}` };
  if (maxLatencyRatio === null || before === null || ratio === null) return null;
  if (ratio <= maxLatencyRatio) return null;
  const floor = figures.latencyFloorUs ?? 0;
  const counted = before < floor ? ` (counted as ${ms(floor)})` : '';
  return {
    code: 'latency',
    text: `${words} against ${ms(before)}${counted} of the old bundle, at most ${maxLatencyRatio} times as much`,
  };
}

export function judgeMemory(
  { addedMemoryBytes: added }: Pick<InstallFigures, 'addedMemoryBytes'>,
  { maxAddedMemoryBytes: most }: InstallRules,
): ReleaseReason | null {
  if (most === null || added === null || added <= most) return null;
  return {
    code: 'memory',
    text: `adds ${mb(added)} to the inference process, at most ${mb(most)}`,
  };
}
