import { Gates } from '@lookout/shared/protocol/rollouts';
import type { NumberField } from './number-field.ts';

/** A gate in the form: its name in the plan, in words, and what one unit of the field is there. */
export interface GateField {
  readonly gate: keyof Gates;
  readonly label: string;
  readonly description: string;
  readonly unit: number;
  readonly step: number;
  /** What may be typed, in words. */
  readonly range: string;
  /** Behind the figure. */
  readonly suffix: string;
}

export const gateFields: readonly GateField[] = [
  {
    ...{ gate: 'maxAurocDrop', label: 'AUROC lost, at most', unit: 1, step: 0.005 },
    ...{ range: 'from 0 to 1', suffix: '' },
    description: 'Lower end of its interval against the old release',
  },
  {
    ...{ gate: 'minAgreement', label: 'Agreement, %, at least', unit: 0.01, step: 1 },
    ...{ range: 'from 0 to 100', suffix: ' %' },
    description: 'Windows on which old and new judge alike',
  },
  {
    ...{ gate: 'maxAlertRatio', label: 'Alarming windows, ×, at most', unit: 1, step: 0.5 },
    ...{ range: 'more than 0', suffix: ' ×' },
    description: 'New against old, on the same windows',
  },
  {
    ...{ gate: 'maxLatencyRatio', label: 'Latency, ×, at most', unit: 1, step: 0.5 },
    ...{ range: 'more than 0', suffix: ' ×' },
    description: 'p95 of one window, new against old',
  },
  {
    ...{ gate: 'maxLatencyUs', label: 'Latency, ms, at most', unit: 1_000, step: 1 },
    ...{ range: 'more than 0', suffix: ' ms' },
    description: 'p95 of one window',
  },
  {
    ...{
      gate: 'maxAddedMemoryBytes',
      label: 'Memory added, MiB, at most',
      unit: 1024 ** 2,
      step: 64,
    },
    ...{ range: '0 or more', suffix: ' MiB' },
    description: 'In the inference process',
  },
  {
    ...{ gate: 'maxTemperatureC', label: 'Temperature, °C, at most', unit: 1, step: 1 },
    ...{ range: 'a number', suffix: ' °C' },
    description: "The device's hottest sensor",
  },
  {
    ...{ gate: 'maxQueueRecords', label: 'Queue, records, at most', unit: 1, step: 1_000 },
    ...{ range: '0 or more', suffix: ' records' },
    description: 'That wait on the device to be sent',
  },
];

/** In the units of the form; empty: not looked at. */
export type GateDraft = Readonly<Record<keyof Gates, NumberField>>;

const defaults = Gates.parse({});
const inForm = ({ gate, unit }: GateField): NumberField => {
  const value = defaults[gate];
  return value === null ? '' : +(value / unit).toPrecision(6);
};
/** The contract's own defaults. */
export const gateDefaults: GateDraft = formOf();

function formOf(): GateDraft {
  const draft: Record<keyof Gates, NumberField> = {
    ...{ maxAurocDrop: '', minAgreement: '', maxAlertRatio: '', maxLatencyRatio: '' },
    ...{ maxLatencyUs: '', maxAddedMemoryBytes: '', maxTemperatureC: '', maxQueueRecords: '' },
  };
  for (const field of gateFields) draft[field.gate] = inForm(field);
  return draft;
}

/** As the plan has them. */
export function gatesOf(draft: GateDraft): Record<keyof Gates, number | null> {
  const gates: Record<keyof Gates, number | null> = { ...defaults };
  for (const { gate, unit } of gateFields) {
    const value = Number(draft[gate]) * unit;
    gates[gate] = draft[gate] === '' ? null : unit > 1 ? Math.round(value) : +value.toPrecision(9);
  }
  return gates;
}

/** What is looked at, in the folded form: "AUROC lost 0.02, Agreement 90 %". */
export function gateSummary(draft: GateDraft): string {
  const looked = gateFields.filter(({ gate }) => draft[gate] !== '');
  return looked.length === 0
    ? 'none: only failures halt it'
    : looked
        .map(({ gate, label, suffix }) => `${label.split(',')[0]} ${draft[gate]}${suffix}`)
        .join(', ');
}
