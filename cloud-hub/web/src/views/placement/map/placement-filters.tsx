import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { plural } from '../../../components/format.ts';
import { useKeys } from '../../../components/keys.tsx';
import classes from './map.module.css';

const processors = [
  { value: '', label: 'CPU and GPU' },
  { value: 'cpu', label: 'On the CPU' },
  { value: 'gpu', label: 'On the GPU' },
];

interface PlacementFiltersProps {
  readonly search: string;
  readonly runs: string | null;
  readonly problems: boolean;
  readonly count: number;
  readonly onChange: (name: string, value: string | null) => void;
}

export function PlacementFilters(props: PlacementFiltersProps) {
  const { search, runs, problems, count, onChange } = props;
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search', run: () => field.current?.focus() }]);
  return (
    <search className={classes.filters}>
      <TextInput
        ref={field}
        aria-label="Search"
        type="search"
        size="xs"
        placeholder="Device, variant, provider or reason"
        className={classes.search}
        value={search}
        onChange={(event) => onChange('search', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <NativeSelect
        aria-label="Runs on"
        size="xs"
        data={processors}
        value={runs ?? ''}
        onChange={(event) => onChange('runs', event.currentTarget.value)}
      />
      <Checkbox
        size="xs"
        label="With problems only"
        checked={problems}
        onChange={(event) => onChange('problems', event.currentTarget.checked ? 'only' : null)}
      />
      <output className={classes.total}>{plural(count, 'stream')}</output>
    </search>
  );
}
