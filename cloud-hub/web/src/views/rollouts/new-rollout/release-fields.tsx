import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { NativeSelect, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { useNow } from '../../../components/ticker.ts';
import { aurocText, obstacleText } from '../../releases/release-text.ts';
import type { FieldsProps } from './fields.ts';
import classes from './new-rollout.module.css';

interface ReleaseFieldsProps extends FieldsProps {
  /** Null before they are known. */
  readonly releases: readonly ReleaseSummary[] | null;
}

/** Which release; only what devices would take can be chosen. */
export function ReleaseFields({ draft, change, releases }: ReleaseFieldsProps) {
  const now = useNow();
  const fit = (releases ?? []).filter((release) => obstacleText(release, now) === null);
  const chosen = fit.find(({ id }) => id === draft.release);
  const variants = chosen?.manifest.variants ?? [];
  return (
    <fieldset className={classes.block}>
      <legend>Release</legend>
      {releases !== null && fit.length === 0 && (
        <p>
          No release is signed yet. <Link to="/models/releases">Releases</Link> shows how to make
          one.
        </p>
      )}
      <div className={classes.pair}>
        <NativeSelect
          label="Release"
          required
          data={[
            { value: '', label: 'Choose…' },
            ...fit.map(({ id, manifest }) => ({
              value: id,
              label: `${manifest.model} ${manifest.version}`,
            })),
          ]}
          value={chosen?.id ?? ''}
          onChange={(event) => change({ release: event.currentTarget.value, variant: 'auto' })}
        />
        <NativeSelect
          label="Variant"
          data={[
            { value: 'auto', label: 'The best for each device' },
            ...variants.map(({ name, evaluation }) => ({
              value: name,
              label: evaluation === null ? name : `${name}, AUROC ${aurocText(evaluation)}`,
            })),
          ]}
          value={draft.variant}
          onChange={(event) => change({ variant: event.currentTarget.value })}
        />
        <TextInput
          label="Name of the rollout"
          required
          maxLength={64}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
