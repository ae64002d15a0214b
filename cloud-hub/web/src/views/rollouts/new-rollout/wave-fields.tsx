import {
  Button,
  Checkbox,
  NativeSelect,
  NumberInput,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import type { NamedFieldsProps } from './fields.ts';
import classes from './new-rollout.module.css';
import type { FleetNames } from './use-fleet-names.ts';
import { moved, type RuleKind, type WaveDraft, withWave } from './wave-draft.ts';
import { WaveMembers } from './wave-members.tsx';

const kinds: readonly { readonly value: RuleKind; readonly label: string }[] = [
  { value: 'percent', label: 'percent of all' },
  { value: 'count', label: 'so many assets' },
  { value: 'site', label: 'sites' },
  { value: 'label', label: 'a label' },
  { value: 'hand', label: 'these assets' },
  { value: 'rest', label: 'all others' },
];

/** The order in which devices get it; each is in the first wave that it fits. */
export function WaveFields({ draft: { waves }, change, names }: NamedFieldsProps) {
  const set = (id: number, part: Partial<WaveDraft>) =>
    change({ waves: waves.map((wave) => (wave.id === id ? { ...wave, ...part } : wave)) });
  return (
    <fieldset className={classes.block}>
      <legend>Waves</legend>
      <ol className={classes.waves}>
        {waves.map((wave, at) => (
          <li key={wave.id}>
            <WaveRow
              wave={wave}
              names={names}
              set={(part) => set(wave.id, part)}
              onUp={at === 0 ? null : () => change({ waves: moved(waves, at, -1) })}
              onRemove={
                waves.length === 1
                  ? null
                  : () => change({ waves: waves.filter(({ id }) => id !== wave.id) })
              }
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={waves.length >= 32}
          onClick={() => change({ waves: withWave(waves) })}
        >
          Add a wave
        </Button>
      </div>
    </fieldset>
  );
}

interface WaveRowProps {
  readonly wave: WaveDraft;
  readonly names: FleetNames;
  readonly set: (part: Partial<WaveDraft>) => void;
  readonly onUp: (() => void) | null;
  readonly onRemove: (() => void) | null;
}

function WaveRow({ wave, names, set, onUp, onRemove }: WaveRowProps) {
  return (
    <fieldset aria-label={`Wave ${wave.name}`} className={classes.wave}>
      <div className={classes.waveHead}>
        <TextInput
          label="Name"
          size="xs"
          maxLength={64}
          value={wave.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Who"
          size="xs"
          data={[...kinds]}
          value={wave.kind}
          onChange={({ currentTarget }) => {
            const kind = kinds.find(({ value }) => value === currentTarget.value)?.value;
            if (kind !== undefined) set({ kind, items: [] });
          }}
        />
        <WaveMembers wave={wave} names={names} set={set} />
        <span className={classes.rowActs}>
          {onUp !== null && (
            <UnstyledButton className={classes.act} onClick={onUp}>
              Up<span className="visually-hidden">: {wave.name}</span>
            </UnstyledButton>
          )}
          {onRemove !== null && (
            <UnstyledButton className={classes.act} onClick={onRemove}>
              Remove<span className="visually-hidden"> {wave.name}</span>
            </UnstyledButton>
          )}
        </span>
      </div>
      <WaveLimits wave={wave} set={set} />
    </fieldset>
  );
}

/** When the next wave begins, and when this one halts the rollout. */
function WaveLimits({ wave, set }: Pick<WaveRowProps, 'wave' | 'set'>) {
  const { soakMinutes, successPercent, maxFailurePercent, minSample, byHand } = wave;
  const number = (
    label: string,
    key: 'soakMinutes' | 'successPercent' | 'maxFailurePercent' | 'minSample',
    max: number,
  ) => (
    <NumberInput
      label={label}
      size="xs"
      min={0}
      max={max}
      value={wave[key]}
      onChange={(value) => set({ [key]: value })}
    />
  );
  return (
    <details>
      <summary className="small muted">
        The next after {successPercent} % run it{soakMinutes === 0 ? '' : ` for ${soakMinutes} min`}
        ; halts above {maxFailurePercent} % failed
        {Number(minSample) > 1 ? `, of at least ${minSample}` : ''}
        {byHand ? '; started by hand' : ''}
      </summary>
      <div className={classes.limits}>
        {number('Run it, %, at least', 'successPercent', 100)}
        {number('For, minutes', 'soakMinutes', 100_000)}
        {number('Failed, %, at most', 'maxFailurePercent', 100)}
        {number('Judged from, ended', 'minSample', 100_000)}
        <Checkbox
          size="xs"
          label="A person starts this wave"
          checked={byHand}
          onChange={(event) => set({ byHand: event.currentTarget.checked })}
        />
      </div>
    </details>
  );
}
