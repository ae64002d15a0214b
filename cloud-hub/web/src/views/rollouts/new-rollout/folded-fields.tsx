import type { MaintenanceWindow } from '@lookout/shared/protocol/rollouts';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { windowText } from '../plan-text.ts';
import type { FieldsProps } from './fields.ts';
import { MaintenanceFields } from './maintenance-fields.tsx';
import classes from './new-rollout.module.css';
import type { PlanDraft } from './plan-draft.ts';

type NumberKey =
  | 'acceptMinutes'
  | 'downloadMinutes'
  | 'installMinutes'
  | 'shadowWindows'
  | 'trialWindows';

const numbers: readonly { key: NumberKey; label: string; description: string; min: number }[] = [
  {
    ...{ key: 'shadowWindows', label: 'Beside the old one, windows', min: 0 },
    description: 'Both score them, the old one judges',
  },
  {
    ...{ key: 'trialWindows', label: 'On trial, windows', min: 0 },
    description: 'The new one judges alone before it stays',
  },
  {
    ...{ key: 'acceptMinutes', label: 'To take it up, minutes', min: 1 },
    description: 'A device that is away comes later and blocks nobody',
  },
  {
    ...{ key: 'downloadMinutes', label: 'To download, minutes', min: 1 },
    description: 'Its own habit of being away is added',
  },
  {
    ...{ key: 'installMinutes', label: 'To install, minutes', min: 1 },
    description: 'From the download to the end of the trial',
  },
];

const summaryOf = ({ shadowWindows, trialWindows, acceptMinutes }: PlanDraft): string =>
  `${shadowWindows} windows beside the old one, ${trialWindows} on trial; ${acceptMinutes} min to take it up`;

/** How a device tries it, and how long it may take. */
export function DeviceFields({ draft, change }: FieldsProps) {
  return (
    <details className={classes.block}>
      <summary>
        On the device <span className="small muted">{summaryOf(draft)}</span>
      </summary>
      <div className={classes.pair}>
        {numbers.map(({ key, label, description, min }) => (
          <NumberInput
            key={key}
            size="xs"
            label={label}
            description={description}
            min={min}
            value={draft[key]}
            onChange={(value) => change({ [key]: value })}
          />
        ))}
      </div>
    </details>
  );
}

/** When it may begin. */
export function ScheduleFields({ draft: { startAt, windows }, change }: FieldsProps) {
  const set = (at: number, window: MaintenanceWindow) =>
    change({ windows: windows.with(at, window) });
  const told = [
    startAt === '' ? 'when it is approved' : `at ${startAt.replace('T', ' ')}`,
    ...windows.map(windowText),
  ].join('; ');
  return (
    <details className={classes.block}>
      <summary>
        Schedule <span className="small muted">{told}</span>
      </summary>
      <TextInput
        type="datetime-local"
        size="xs"
        label="Not before"
        description="Empty: when it is approved"
        value={startAt}
        onChange={(event) => change({ startAt: event.currentTarget.value })}
      />
      {windows.map((window, at) => (
        <MaintenanceFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a window has no name of its own
          key={at}
          window={window}
          onChange={(next) => set(at, next)}
          onRemove={() => change({ windows: windows.toSpliced(at, 1) })}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          onClick={() => change({ windows: [...windows, nightly()] })}
        >
          Add a maintenance window
        </Button>
      </div>
    </details>
  );
}

/** Every night, in the reader's own zone. */
const nightly = (): MaintenanceWindow => ({
  ...{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '04:00' },
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});
