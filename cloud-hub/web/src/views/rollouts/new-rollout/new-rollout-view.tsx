import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { createRollout, type NewRollout } from '../../../api/rollouts.ts';
import { useMe } from '../../../api/session.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { useReleases } from '../../releases/use-releases.ts';
import { DeviceFields, ScheduleFields } from './folded-fields.tsx';
import { GateFields } from './gate-fields.tsx';
import classes from './new-rollout.module.css';
import { emptyPlan, type PlanDraft, planOf } from './plan-draft.ts';
import { Preview } from './preview.tsx';
import { ReleaseFields } from './release-fields.tsx';
import { TargetFields } from './target-fields.tsx';
import { useFleetNames } from './use-fleet-names.ts';
import { WaveFields } from './wave-fields.tsx';

const suggestedName = (manifest: ReleaseManifest | undefined): string =>
  manifest === undefined ? '' : `${manifest.model} ${manifest.version}`.slice(0, 64);

/** Null: not named by the person, the release's own name stands. */
type TypedPlan = Omit<PlanDraft, 'name'> & { readonly name: string | null };

/** Who gets which release, in which order, and what halts it? Nothing is sent before it is approved. */
export function NewRolloutView() {
  const me = useMe().data;
  return (
    <div className={classes.view}>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/rollouts">Rollouts</Link>
      </nav>
      <h1>New rollout</h1>
      {me?.role === 'admin' ? (
        <PlanForm />
      ) : (
        me !== undefined && <p>An administrator makes rollouts; you can follow them.</p>
      )}
    </div>
  );
}

function PlanForm() {
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const releases = useReleases();
  const names = useFleetNames();
  const [typed, setDraft] = useState<TypedPlan>(() => ({
    ...emptyPlan(parameters.get('release') ?? ''),
    name: null,
  }));
  const chosen = releases.data?.releases.find(({ id }) => id === typed.release)?.manifest;
  const draft = { ...typed, name: typed.name ?? suggestedName(chosen) };
  const change = (part: Partial<PlanDraft>) => setDraft((before) => ({ ...before, ...part }));
  const planned = planOf(draft);
  const create = useMutation({
    mutationFn: (plan: NewRollout) => createRollout(plan),
    onSuccess: ({ rollout }) => navigate(`/rollouts/${rollout.id}`),
  });
  return (
    <form
      className={classes.columns}
      onSubmit={(event) => {
        event.preventDefault();
        if ('plan' in planned) create.mutate(planned.plan);
      }}
    >
      <div className={classes.form}>
        <ReleaseFields {...{ draft, change }} releases={releases.data?.releases ?? null} />
        <TargetFields {...{ draft, change, names }} />
        <WaveFields {...{ draft, change, names }} />
        <GateFields {...{ draft, change }} />
        <DeviceFields {...{ draft, change }} />
        <ScheduleFields {...{ draft, change }} />
      </div>
      <div className={classes.beside}>
        <Preview planned={planned} />
        {create.error !== null && <ErrorNotice what="Not made" error={create.error} />}
        <Button type="submit" loading={create.isPending} disabled={'problem' in planned}>
          Make the draft
        </Button>
        <p className="small muted">
          A draft touches no device: it is looked at once more, then approved.
        </p>
      </div>
    </form>
  );
}
