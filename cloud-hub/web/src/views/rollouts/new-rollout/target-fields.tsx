import { MultiSelect, TagsInput } from '@mantine/core';
import type { NamedFieldsProps } from './fields.ts';
import classes from './new-rollout.module.css';

/** Whom it is for; what is left empty is not looked at. */
export function TargetFields({ draft, change, names }: NamedFieldsProps) {
  const { sites, devices, streams, labels } = draft;
  const choice = (
    key: 'sites' | 'devices' | 'streams',
    label: string,
    value: readonly string[],
  ) => (
    <MultiSelect
      label={label}
      placeholder={value.length === 0 ? 'all' : ''}
      searchable
      data={[...new Set([...names[key], ...value])]}
      value={[...value]}
      onChange={(chosen) => change({ [key]: chosen })}
    />
  );
  return (
    <fieldset className={classes.block}>
      <legend>For</legend>
      <p className="small muted">
        Every asset whose channels are the release's, and that all of these hold for.
      </p>
      <div className={classes.pair}>
        {choice('sites', 'Sites', sites)}
        {choice('streams', 'Streams', streams)}
        {choice('devices', 'Devices', devices)}
        <TagsInput
          label="Labels"
          placeholder={labels.length === 0 ? 'name=value' : ''}
          data={names.labels}
          value={[...labels]}
          onChange={(chosen) => change({ labels: chosen })}
        />
      </div>
    </fieldset>
  );
}
