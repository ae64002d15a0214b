import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import type { PlacementScope } from '@lookout/shared/protocol/placements';
import { Modal, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchPlacementPolicies, setPlacementPolicy } from '../../../api/placements.ts';
import { DialogForm } from '../../../components/dialog-form.tsx';
import { plural } from '../../../components/format.ts';
import { scopeKey, scopeWords } from '../placement-text.ts';
import { defaultPolicy, draftOf, type PlacementDraft, policyOf } from './policy-draft.ts';
import { type Pinnable, PolicyFields } from './policy-fields.tsx';

interface PolicyDialogProps {
  readonly scope: PlacementScope;
  /** What holds there; null: read what was set for the scope. */
  readonly policy: PlacementPolicy | null;
  /** What could be pinned there, as far as it is known. */
  readonly pinnable?: Pinnable;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What an operator wants of the placement, for a stream or for the fleet. */
export function PolicyDialog({ scope, policy, pinnable, opened, onClose }: PolicyDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`CPU or GPU: ${scopeWords(scope)}`}>
      {opened && policy !== null && <PolicyForm {...{ scope, policy, pinnable, onClose }} />}
      {opened && policy === null && <StoredPolicyForm {...{ scope, onClose }} />}
    </Modal>
  );
}

type FormProps = Pick<PolicyDialogProps, 'scope' | 'pinnable' | 'onClose'>;

interface PolicyGiven {
  readonly policy: PlacementPolicy;
}

function StoredPolicyForm({ scope, onClose }: FormProps) {
  const list = useQuery({
    queryKey: ['placement', 'policies'],
    queryFn: ({ signal }) => fetchPlacementPolicies(signal),
    gcTime: 0,
  });
  if (list.data === undefined) return <Skeleton height={320} />;
  const own = list.data.policies.find((one) => scopeKey(one.scope) === scopeKey(scope));
  return <PolicyForm {...{ scope, onClose }} policy={own?.policy ?? defaultPolicy} />;
}

function PolicyForm({ scope, policy, pinnable, onClose }: FormProps & PolicyGiven) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(policy));
  const change = (part: Partial<PlacementDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => setPlacementPolicy({ scope, policy: policyOf(draft, policy) }),
    onSuccess: async ({ warnings, streams }) => {
      await queries.invalidateQueries({ queryKey: ['placement'] });
      const holds = `Set; it holds for ${plural(streams, 'stream')}.`;
      const message = [holds, ...warnings].join(' ');
      // What it does not do stays until it was read.
      const warning = { color: 'orange', autoClose: false } as const;
      notifications.show({ message, ...(warnings.length > 0 && warning) });
      onClose();
    },
  });
  return (
    <DialogForm
      submit="Set"
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      failure={{ what: 'Not set', error: save.error }}
      onCancel={onClose}
    >
      <PolicyFields draft={draft} pinnable={pinnable} onChange={change} />
    </DialogForm>
  );
}
