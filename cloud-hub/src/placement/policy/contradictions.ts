import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { Problem } from '../../http/problem.ts';

/** What cannot be meant. @throws Problem 400 badPolicy */
export function refuseContradictions(policy: PlacementPolicy): void {
  const { forbid, prefer, leaveGpuPercent, returnGpuPercent } = policy;
  if (forbid.includes('cpu') && forbid.includes('gpu'))
    throw bad('The policy forbids both CPU and GPU.', 'Forbid one of them, or none.');
  if (prefer !== null && forbid.includes(prefer))
    throw bad(
      `The policy prefers what it forbids: the ${prefer.toUpperCase()}.`,
      'Leave out one of the two.',
    );
  if (returnGpuPercent > leaveGpuPercent)
    throw bad(
      `returnGpuPercent (${returnGpuPercent}) is above leaveGpuPercent (${leaveGpuPercent}).`,
      'The GPU must be freer when it is taken again than when it is left, or it would be left at once.',
    );
  if (policy.returnHeadroomC < policy.leaveHeadroomC)
    throw bad(
      `returnHeadroomC (${policy.returnHeadroomC}) is below leaveHeadroomC (${policy.leaveHeadroomC}).`,
      'The machine must be cooler when the GPU is taken again than when it is left.',
    );
}

const bad = (message: string, remedy: string | null = null): Problem =>
  new Problem(400, 'badPolicy', message, remedy);
