import { CompressionTarget } from '@lookout/shared/protocol/compression';
import { NativeSelect, NumberInput } from '@mantine/core';
import type { FieldsProps } from './fields.ts';

const targets = [
  { value: 'both', label: 'CPU and GPU' },
  { value: 'cpu', label: 'CPU' },
  { value: 'gpu', label: 'GPU' },
];

/** What the compressed detector may cost. */
export function BudgetFields({ draft, change }: FieldsProps) {
  return (
    <>
      <NumberInput
        label="Latency, ms, at most"
        description="Median of one window; empty: no limit"
        min={0.001}
        max={60_000}
        value={draft.maxLatencyMs}
        onChange={(maxLatencyMs) => change({ maxLatencyMs })}
      />
      <NumberInput
        label="Model file, kB, at most"
        description="Empty: no limit"
        min={1}
        max={1_000_000}
        value={draft.maxModelKb}
        onChange={(maxModelKb) => change({ maxModelKb })}
      />
      <NumberInput
        label="AUROC lost, at most"
        description="Against the detector that is compressed"
        min={0}
        max={0.5}
        step={0.005}
        required
        value={draft.maxAurocDrop}
        onChange={(maxAurocDrop) => change({ maxAurocDrop })}
      />
      <NativeSelect
        label="For"
        description="Each is a variant of its own"
        data={targets}
        value={draft.target}
        onChange={(event) =>
          change({ target: CompressionTarget.catch('both').parse(event.currentTarget.value) })
        }
      />
    </>
  );
}
