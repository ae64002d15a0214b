import { type PlacementScope, parseScope } from '@lookout/shared/protocol/placements';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { askWhatIf } from '../../../api/placements.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { FleetTabs } from '../../fleet/fleet-tabs.tsx';
import classes from '../placement.module.css';
import { defaultPolicy, draftOf, type PlacementDraft, policyOf } from '../policy/policy-draft.ts';
import { PolicyFields } from '../policy/policy-fields.tsx';
import own from './what-if.module.css';
import { WhatIfResult } from './what-if-result.tsx';

const spans = [
  { value: '1', label: 'last hour' },
  { value: '6', label: 'last 6 h' },
  { value: '24', label: 'last 24 h' },
  { value: '168', label: 'last 7 days' },
];

/** What would this policy have chosen with the load of the last day? Nothing is changed by asking. */
export function WhatIfView() {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('scope') ?? 'fleet';
  const scope = parseScope(text);
  const [hours, setHours] = useState('24');
  const [draft, setDraft] = useState(() => draftOf(defaultPolicy));
  const change = (part: Partial<PlacementDraft>) => setDraft((before) => ({ ...before, ...part }));
  const ask = useMutation({
    mutationFn: (asked: PlacementScope) =>
      askWhatIf(
        { policy: policyOf(draft, defaultPolicy), scope: asked, hours: Number(hours) },
        AbortSignal.timeout(60_000),
      ),
  });
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>What if</h1>
        <FleetTabs />
      </header>
      <div className={own.columns}>
        <form
          className={own.form}
          aria-label="The policy asked about"
          onSubmit={(event) => {
            event.preventDefault();
            if (scope !== null) ask.mutate(scope);
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
            onChange={(event) =>
              setParameters({ scope: event.currentTarget.value }, { replace: true })
            }
          />
          <NativeSelect
            label="Load of the"
            data={spans}
            value={hours}
            onChange={(event) => setHours(event.currentTarget.value)}
          />
          <PolicyFields draft={draft} onChange={change} />
          <Button type="submit" loading={ask.isPending} disabled={scope === null}>
            Compare
          </Button>
        </form>
        <div className={own.result} aria-live="polite">
          {ask.error !== null && <ErrorNotice what="Not compared" error={ask.error} />}
          {ask.data === undefined && ask.error === null && (
            <p className="muted">Choose a policy and compare it with what was.</p>
          )}
          {ask.data !== undefined && <WhatIfResult report={ask.data} />}
        </div>
      </div>
    </div>
  );
}
