import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { humanize } from '../../components/format.ts';
import { useKeys } from '../../components/keys.tsx';
import classes from './fleet.module.css';
import { statuses } from './fleet-rows.ts';

const choices = [
  { value: '', label: 'Any status' },
  ...statuses.map((value) => ({ value, label: humanize(value) })),
];

interface FleetFiltersProps {
  readonly text: string;
  readonly status: string | null;
  readonly onChange: (name: string, value: string | null) => void;
  readonly children: ReactNode;
}

export function FleetFilters({ text, status, onChange, children }: FleetFiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search', run: () => search.current?.focus() }]);
  return (
    <search className={classes.filters}>
      <TextInput
        ref={search}
        aria-label="Search"
        type="search"
        size="xs"
        placeholder="Device, site, model or version"
        className={classes.search}
        value={text}
        onChange={(event) => onChange('search', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <NativeSelect
        aria-label="Status"
        size="xs"
        data={choices}
        value={status ?? ''}
        onChange={(event) => onChange('status', event.currentTarget.value)}
      />
      {children}
    </search>
  );
}
