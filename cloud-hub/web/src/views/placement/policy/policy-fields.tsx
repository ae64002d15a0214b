import { Autocomplete, Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import classes from './policy.module.css';
import { type PlacementDraft, wishFrom } from './policy-draft.ts';

const wishes = [
  { value: 'auto', label: 'by load' },
  { value: 'preferCpu', label: 'CPU where it keeps up' },
  { value: 'preferGpu', label: 'GPU where it keeps up' },
  { value: 'onlyCpu', label: 'never the GPU' },
  { value: 'onlyGpu', label: 'never the CPU' },
  { value: 'pin', label: 'one variant, always' },
];

/** Names to choose from; others can be typed. */
export interface Pinnable {
  readonly variants: readonly string[];
  readonly providers: readonly string[];
}

interface PolicyFieldsProps {
  readonly draft: PlacementDraft;
  readonly pinnable?: Pinnable | undefined;
  readonly onChange: (part: Partial<PlacementDraft>) => void;
}

/** What is wanted, then the limits; the same fields set a policy and ask what it would have done. */
export function PolicyFields({ draft, pinnable, onChange }: PolicyFieldsProps) {
  return (
    <div className={classes.fields}>
      <NativeSelect
        className={classes.wide}
        label="Chosen"
        data={wishes}
        value={draft.wish}
        onChange={(event) => onChange({ wish: wishFrom(event.currentTarget.value) })}
        data-autofocus
      />
      {draft.wish === 'pin' && (
        <>
          <Autocomplete
            label="Variant"
            placeholder="cpu-int8"
            required
            data={[...(pinnable?.variants ?? [])]}
            value={draft.variant}
            onChange={(variant) => onChange({ variant })}
          />
          <Autocomplete
            label="Provider"
            placeholder="its first"
            data={[...(pinnable?.providers ?? [])]}
            value={draft.provider}
            onChange={(provider) => onChange({ provider })}
          />
        </>
      )}
      <Checkbox
        className={classes.wide}
        size="xs"
        label="Save power among those that keep up"
        checked={draft.powerSaving}
        onChange={(event) => onChange({ powerSaving: event.currentTarget.checked })}
      />
      <Limits draft={draft} onChange={onChange} />
    </div>
  );
}

const limits: readonly {
  readonly key: Exclude<keyof PlacementDraft, 'wish' | 'variant' | 'provider' | 'powerSaving'>;
  readonly label: string;
  readonly min: number;
  readonly max: number;
}[] = [
  { key: 'deadlinePercent', label: 'Deadline, % of the stride', min: 1, max: 100 },
  { key: 'deadlineMs', label: 'Deadline, ms (instead)', min: 0.001, max: 3_600_000 },
  { key: 'leaveGpuPercent', label: 'Leave the GPU above, %', min: 0, max: 100 },
  { key: 'returnGpuPercent', label: 'Return below, %', min: 0, max: 100 },
  { key: 'leaveHeadroomC', label: 'Leave below headroom, °C', min: 0, max: 100 },
  { key: 'returnHeadroomC', label: 'Return above, °C', min: 0, max: 100 },
  { key: 'dwellSeconds', label: 'Between switches, s', min: 0, max: 86_400 },
  { key: 'maxSwitchesPerHour', label: 'Switches an hour', min: 0, max: 60 },
];

function Limits({ draft, onChange }: PolicyFieldsProps) {
  return limits.map(({ key, label, min, max }) => (
    <NumberInput
      key={key}
      label={label}
      min={min}
      max={max}
      value={draft[key]}
      onChange={(value) => onChange({ [key]: value })}
    />
  ));
}
