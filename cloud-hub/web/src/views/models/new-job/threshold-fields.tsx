import { NativeSelect, NumberInput } from '@mantine/core';
import type { FieldsProps } from './fields.ts';
import type { ThresholdKind } from './job-draft.ts';

const kinds: readonly { value: ThresholdKind; label: string }[] = [
  { value: 'falseAlarmRate', label: 'by the share of false alarms' },
  { value: 'alarmsPerDay', label: 'by false alarms a day' },
  { value: 'costs', label: 'by what alarms and misses cost' },
];

/** From which score on it is an alarm. */
export function ThresholdFields({ draft, change }: FieldsProps) {
  const offered = kinds.filter(({ value }) => draft.kind === 'compress' || value !== 'costs');
  return (
    <>
      <NativeSelect
        label="Threshold"
        description="Fitted on normal windows set apart"
        data={[...offered]}
        value={offered.some(({ value }) => value === draft.threshold) ? draft.threshold : ''}
        onChange={({ currentTarget: { value } }) => {
          const kind = kinds.find((own) => own.value === value);
          if (kind !== undefined) change({ threshold: kind.value });
        }}
      />
      <ThresholdValue draft={draft} change={change} />
    </>
  );
}

function ThresholdValue({ draft, change }: FieldsProps) {
  switch (draft.threshold) {
    case 'falseAlarmRate':
      return (
        <NumberInput
          label="False alarms, %"
          description="Of normal windows"
          min={0.001}
          max={50}
          step={0.1}
          required
          value={draft.ratePercent}
          onChange={(ratePercent) => change({ ratePercent })}
        />
      );
    case 'alarmsPerDay':
      return (
        <NumberInput
          label="False alarms a day"
          description="Of one machine; 0.2 is one in five days"
          min={0.01}
          max={10_000}
          required
          value={draft.alarmsPerDay}
          onChange={(alarmsPerDay) => change({ alarmsPerDay })}
        />
      );
    case 'costs':
      return <CostFields draft={draft} change={change} />;
  }
}

function CostFields({ draft, change }: FieldsProps) {
  return (
    <>
      <NumberInput
        label="Cost of a missed event"
        description="In the same currency as a false alarm"
        min={0}
        required
        value={draft.costMiss}
        onChange={(costMiss) => change({ costMiss })}
      />
      <NumberInput
        label="Cost of a false alarm"
        description="What it takes to look into one"
        min={0}
        required
        value={draft.costFalseAlarm}
        onChange={(costFalseAlarm) => change({ costFalseAlarm })}
      />
      <NumberInput
        label="Events in a year"
        description="Empty: as often as in the recordings"
        min={0.01}
        value={draft.eventsPerYear}
        onChange={(eventsPerYear) => change({ eventsPerYear })}
      />
    </>
  );
}
