import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { formatBytes, plural } from '../../../components/format.ts';

const seconds = (ms: number): string => `${Number((ms / 1_000).toPrecision(3))} s`;
const processor = { cpu: 'CPU', gpu: 'GPU' } as const;

/** A policy in sentences: what the operator wants first, then its limits. */
export function policyText(policy: PlacementPolicy): string[] {
  const { pin, prefer, forbid, powerSaving } = policy;
  const lines: string[] = [];
  if (pin !== null)
    lines.push(
      `Pinned to ${pin.variant}${pin.provider === null ? '' : ` on ${pin.provider}`}, whatever the load.`,
    );
  if (prefer !== null) lines.push(`The ${processor[prefer]} is preferred where it keeps up.`);
  for (const one of forbid)
    lines.push(`The ${processor[one]} is not used while anything else runs.`);
  if (powerSaving) lines.push('Among those that keep up, the one that takes least energy.');
  lines.push(
    policy.deadlineMs === null
      ? `A window is judged within ${Number((policy.deadlineShare * 100).toPrecision(3))} % of the stride.`
      : `A window is judged within ${Number(policy.deadlineMs.toPrecision(3))} ms.`,
    `The GPU is left above ${policy.leaveGpuPercent} % of others' use or below ${policy.leaveHeadroomC} °C of headroom for ${seconds(policy.leaveAfterMs)}, and taken again below ${policy.returnGpuPercent} % and above ${policy.returnHeadroomC} °C for ${seconds(policy.returnAfterMs)}.`,
    `At least ${seconds(policy.dwellMs)} between switches, at most ${plural(policy.maxSwitchesPerHour, 'switch', 'switches')} an hour; ${formatBytes(policy.minFreeMemoryBytes)} of memory stay free.`,
  );
  return lines;
}
