import type { PlacementDetail, PlacementScope } from '@lookout/shared/protocol/placements';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dropPlacementPolicy } from '../../../api/placements.ts';
import { useMe } from '../../../api/session.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { scopeKey, scopeWords } from '../placement-text.ts';
import { policyText } from '../policy/policy-text.ts';
import classes from './stream.module.css';

/** Whose policy holds, and those that it outdoes. */
export function PolicyFacts({ detail }: { readonly detail: PlacementDetail }) {
  const { policy, policyChain, entry } = detail;
  return (
    <section className={classes.block} aria-label="Policy">
      <h2>
        {entry.policySource === null
          ? 'Policy, as built in'
          : `Policy of ${scopeWords(entry.policySource)}`}
      </h2>
      <ul className={classes.lines}>
        {policyText(policy).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {policyChain.map(({ scope, changedBy }, i) => (
        <p key={scopeKey(scope)} className="small muted">
          {i === 0 ? 'Holds: ' : 'Outdone: '}
          {scopeWords(scope)}, set by {changedBy} <Drop scope={scope} />
        </p>
      ))}
    </section>
  );
}

function Drop({ scope }: { readonly scope: PlacementScope }) {
  const admin = useMe().data?.role === 'admin';
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: () => dropPlacementPolicy(scope),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['placement'] }),
  });
  if (!admin) return null;
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        loading={drop.isPending}
        onClick={() => drop.mutate()}
        aria-label={`Take away the policy of ${scopeWords(scope)}`}
      >
        Take away
      </Button>
      {drop.error !== null && <ErrorNotice what="Not taken away" error={drop.error} />}
    </>
  );
}
