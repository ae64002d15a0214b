import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { AlertFilter } from '../../api/apply-update.ts';
import { plural } from '../../components/format.ts';
import { useKeys } from '../../components/keys.tsx';
import classes from './alerts.module.css';

const states = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'All' },
];
const priorities = [
  { value: '', label: 'Any priority' },
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
];
const kinds = [
  { value: '', label: 'Any kind' },
  { value: 'anomaly', label: 'Anomalies' },
  { value: 'sensorFault', label: 'Sensor faults' },
];
const shelvings = [
  { value: 'hide', label: 'Without shelved' },
  { value: 'show', label: 'With shelved' },
  { value: 'only', label: 'Only shelved' },
];

interface AlertFiltersProps {
  readonly filter: AlertFilter;
  /** Null while it is not known. */
  readonly total: number | null;
  readonly onChange: (name: string, value: string | null) => void;
}

/** Every part of the filter stands in the address, so that a link shows a colleague the same. */
export function AlertFilters({ filter, total, onChange }: AlertFiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search', run: () => search.current?.focus() }]);
  return (
    <search className={classes.filters}>
      <SegmentedControl
        aria-label="State"
        size="xs"
        data={states}
        value={filter.state}
        onChange={(value) => onChange('state', value === 'open' ? null : value)}
      />
      <TextInput
        ref={search}
        aria-label="Search"
        type="search"
        size="xs"
        className={classes.search}
        placeholder="Asset, area or words"
        value={filter.search ?? ''}
        onChange={(event) => onChange('search', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <Choice
        label="Priority"
        name="priority"
        data={priorities}
        value={filter.priority}
        onChange={onChange}
      />
      <Choice label="Kind" name="kind" data={kinds} value={filter.kind} onChange={onChange} />
      <Choice
        label="Shelved"
        name="shelved"
        data={shelvings}
        value={filter.shelved}
        onChange={onChange}
      />
      {filter.device !== undefined && (
        <button type="button" className={classes.chip} onClick={() => onChange('device', null)}>
          {filter.device} <span aria-hidden="true">×</span>
          <span className="visually-hidden">: show all devices</span>
        </button>
      )}
      <output className={classes.total}>{total === null ? '' : plural(total, 'alert')}</output>
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly data: readonly { value: string; label: string }[];
  readonly value: string | undefined;
  readonly onChange: (name: string, value: string | null) => void;
}

function Choice({ label, name, data, value, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      data={[...data]}
      value={value ?? ''}
      onChange={(event) => onChange(name, event.currentTarget.value)}
    />
  );
}
