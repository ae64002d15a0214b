import { PlacementPolicy } from '@lookout/shared/protocol/placement';

/** A number as its field holds it: text while it is empty or half typed. */
type NumberText = string | number;

/** How the operator puts it. */
export type Wish = 'auto' | 'preferCpu' | 'preferGpu' | 'onlyCpu' | 'onlyGpu' | 'pin';

export interface PlacementDraft {
  readonly wish: Wish;
  readonly variant: string;
  readonly provider: string;
  readonly powerSaving: boolean;
  readonly deadlinePercent: NumberText;
  readonly deadlineMs: NumberText;
  readonly leaveGpuPercent: NumberText;
  readonly returnGpuPercent: NumberText;
  readonly leaveHeadroomC: NumberText;
  readonly returnHeadroomC: NumberText;
  readonly dwellSeconds: NumberText;
  readonly maxSwitchesPerHour: NumberText;
}

export const defaultPolicy: PlacementPolicy = PlacementPolicy.parse({});

export function draftOf(policy: PlacementPolicy): PlacementDraft {
  const { pin, leaveGpuPercent, returnGpuPercent, leaveHeadroomC, returnHeadroomC } = policy;
  return {
    wish: wishOf(policy),
    ...{ variant: pin?.variant ?? '', provider: pin?.provider ?? '' },
    powerSaving: policy.powerSaving,
    deadlinePercent: Math.round(policy.deadlineShare * 100),
    deadlineMs: policy.deadlineMs ?? '',
    ...{ leaveGpuPercent, returnGpuPercent, leaveHeadroomC, returnHeadroomC },
    dwellSeconds: policy.dwellMs / 1_000,
    maxSwitchesPerHour: policy.maxSwitchesPerHour,
  };
}

function wishOf({ pin, prefer, forbid }: PlacementPolicy): Wish {
  if (pin !== null) return 'pin';
  if (forbid.includes('gpu')) return 'onlyCpu';
  if (forbid.includes('cpu')) return 'onlyGpu';
  return prefer === null ? 'auto' : prefer === 'cpu' ? 'preferCpu' : 'preferGpu';
}

/** @param base what the form does not show is kept from it */
export function policyOf(draft: PlacementDraft, base: PlacementPolicy): PlacementPolicy {
  const { wish, variant, provider } = draft;
  return {
    ...base,
    pin: wish === 'pin' ? { variant, provider: provider === '' ? null : provider } : null,
    prefer: wish === 'preferCpu' ? 'cpu' : wish === 'preferGpu' ? 'gpu' : null,
    forbid: wish === 'onlyCpu' ? ['gpu'] : wish === 'onlyGpu' ? ['cpu'] : [],
    powerSaving: draft.powerSaving,
    deadlineShare: or(draft.deadlinePercent, base.deadlineShare * 100) / 100,
    deadlineMs: draft.deadlineMs === '' ? null : Number(draft.deadlineMs),
    leaveGpuPercent: or(draft.leaveGpuPercent, base.leaveGpuPercent),
    returnGpuPercent: or(draft.returnGpuPercent, base.returnGpuPercent),
    leaveHeadroomC: or(draft.leaveHeadroomC, base.leaveHeadroomC),
    returnHeadroomC: or(draft.returnHeadroomC, base.returnHeadroomC),
    dwellMs: Math.round(or(draft.dwellSeconds, base.dwellMs / 1_000) * 1_000),
    maxSwitchesPerHour: Math.round(or(draft.maxSwitchesPerHour, base.maxSwitchesPerHour)),
  };
}

const or = (text: NumberText, otherwise: number): number =>
  text === '' ? otherwise : Number(text);

const wishes: ReadonlySet<string> = new Set<Wish>([
  ...(['auto', 'preferCpu', 'preferGpu', 'onlyCpu', 'onlyGpu', 'pin'] as const),
]);
export const wishFrom = (value: string): Wish => (isWish(value) ? value : 'auto');
const isWish = (value: string): value is Wish => wishes.has(value);
