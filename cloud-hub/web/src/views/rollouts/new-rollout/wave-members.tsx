import { Autocomplete, MultiSelect, NumberInput } from '@mantine/core';
import type { FleetNames } from './use-fleet-names.ts';
import type { WaveDraft } from './wave-draft.ts';

interface WaveMembersProps {
  readonly wave: WaveDraft;
  readonly names: FleetNames;
  readonly set: (part: Partial<WaveDraft>) => void;
}

/** The field that the kind of a wave asks for; the rest asks for none. */
export function WaveMembers({ wave, names, set }: WaveMembersProps) {
  const { kind, amount, items } = wave;
  switch (kind) {
    case 'percent':
    case 'count':
      return (
        <NumberInput
          label={kind === 'percent' ? 'Percent' : 'How many'}
          size="xs"
          min={kind === 'percent' ? 0.1 : 1}
          max={kind === 'percent' ? 100 : 1_000_000}
          allowDecimal={kind === 'percent'}
          value={amount}
          onChange={(value) => set({ amount: value })}
        />
      );
    case 'label':
      return (
        <Autocomplete
          label="Label"
          size="xs"
          placeholder="name=value"
          data={names.labels}
          value={items[0] ?? ''}
          onChange={(label) => set({ items: [label] })}
        />
      );
    case 'site':
    case 'hand':
      return (
        <MultiSelect
          label={kind === 'site' ? 'Sites' : 'Assets'}
          size="xs"
          searchable
          limit={100}
          data={kind === 'site' ? names.sites : names.assets}
          value={[...items]}
          onChange={(chosen) => set({ items: chosen })}
        />
      );
    case 'rest':
      return <span />;
  }
}
