import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { Assignment } from '@lookout/shared/protocol/signed-documents';
import type { Happening } from './model/install/happening.ts';
import { ownSlot, type Slot } from './model/install/install-state.ts';
import type { Believed, Verdict } from './model/trust/verdict.ts';

/** What a judged wish is to the install of a stream. */
export function heardWish(wish: ReleaseWish, verdict: Verdict): Happening {
  const { hold } = wish;
  if ('refused' in verdict) {
    const { reason, assignment } = verdict.refused;
    const said = assignment ?? claimOf(wish);
    const { sequence = 0, release = null, variant = null } = said ?? {};
    return { kind: 'refused', wish: { sequence, release, variant, hold, reason } };
  }
  const { assignment, releaseId, variant } = verdict.believed;
  const { sequence, revert, install: rules } = assignment;
  return {
    kind: 'wish',
    wish: {
      ...{ sequence, revert, rules, hold, release: releaseId, variant: variant?.name ?? null },
      ...{ target: slotOf(verdict.believed), offer: variant },
    },
  };
}

const slotOf = ({ releaseId, variant }: Believed): Slot =>
  releaseId === null || variant === null
    ? ownSlot
    : {
        ...{ kind: 'release', release: releaseId, bundle: variant.bundle, variant: variant.name },
        providers: variant.providers,
      };

/** What an assignment that nobody signed says of itself: the hub is told of which one it was not believed. */
function claimOf({ assignment: { bytes } }: ReleaseWish): Assignment | null {
  try {
    return Assignment.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}
