import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import type { PlacementPolicyEntry, PlacementScope } from '@lookout/shared/protocol/placements';

/** Whom a policy may be for. */
export interface Placeable {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Holds where nobody has set any. */
export const builtInPolicy: PlacementPolicy = PlacementPolicy.parse({});

const breadth: Readonly<Record<PlacementScope['kind'], number>> = {
  ...{ stream: 0, device: 1, label: 2, site: 3, fleet: 4 },
};

export function isIn(scope: PlacementScope, it: Placeable): boolean {
  switch (scope.kind) {
    case 'fleet':
      return true;
    case 'site':
      return scope.site === it.site;
    case 'label':
      return Object.hasOwn(it.labels, scope.label) && it.labels[scope.label] === scope.value;
    case 'device':
      return scope.device === it.device;
    case 'stream':
      return scope.device === it.device && scope.stream === it.stream;
  }
}

/** The most specific first; labels by their names, so that the same one holds at every hub. */
export const bySpecificity = (a: PlacementPolicyEntry, b: PlacementPolicyEntry): number =>
  breadth[a.scope.kind] - breadth[b.scope.kind] || compare(labelOf(a.scope), labelOf(b.scope));

const labelOf = (scope: PlacementScope): string => (scope.kind === 'label' ? scope.label : '');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All policies that fit, the most specific first: that one holds, whole. */
export const policyChain = (
  policies: readonly PlacementPolicyEntry[],
  it: Placeable,
): PlacementPolicyEntry[] => policies.filter(({ scope }) => isIn(scope, it)).sort(bySpecificity);

export function policyOf(
  policies: readonly PlacementPolicyEntry[],
  it: Placeable,
): { readonly policy: PlacementPolicy; readonly source: PlacementScope | null } {
  const [first] = policyChain(policies, it);
  return { policy: first?.policy ?? builtInPolicy, source: first?.scope ?? null };
}
