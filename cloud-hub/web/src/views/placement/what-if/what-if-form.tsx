import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { type PlacementScope, parseScope } from '@lookout/shared/protocol/placements';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { defaultPolicy, draftOf, type PlacementDraft, policyOf } from '../policy/policy-draft.ts';
import { PolicyFields } from '../policy/policy-fields.tsx';
import classes from './what-if.module.css';

const spans = [
  { value: '1', label: 'last hour' },
  { value: '6', label: 'last 6 h' },
  { value: '24', label: 'last 24 h' },
  { value: '168', label: 'last 7 days' },
];

/** A policy, and the streams and hours that it is asked about. */
export interface Question {
  readonly policy: PlacementPolicy;
  readonly scope: PlacementScope;
  readonly hours: number;
}

interface WhatIfFormProps {
  readonly busy: boolean;
  readonly onAsk: (question: Question) => void;
}

/** The address keeps the streams; the rest begins with the defaults. */
export function WhatIfForm({ busy, onAsk }: WhatIfFormProps) {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('scope') ?? 'fleet';
  const scope = parseScope(text);
  const [hours, setHours] = useState('24');
  const [draft, setDraft] = useState(() => draftOf(defaultPolicy));
  const change = (part: Partial<PlacementDraft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <form
      className={classes.form}
      aria-label="The policy asked about"
      onSubmit={(event) => {
        event.preventDefault();
        if (scope !== null)
          onAsk({ scope, hours: Number(hours), policy: policyOf(draft, defaultPolicy) });
      }}
    >
      <p className="muted">
        Replays the stored load with another policy and compares. Nothing is changed by it.
      </p>
      <TextInput
        label="For"
        description="fleet, site:NAME, label:NAME=VALUE, device:NAME or stream:DEVICE/STREAM"
        value={text}
        error={scope === null ? 'Not one of these' : undefined}
        onChange={(event) => setParameters({ scope: event.currentTarget.value }, { replace: true })}
      />
      <NativeSelect
        label="Load of the"
        data={spans}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      <PolicyFields draft={draft} onChange={change} />
      <Button type="submit" loading={busy} disabled={scope === null}>
        Compare
      </Button>
    </form>
  );
}
