import type { MaintenanceWindow } from '@lookout/shared/protocol/rollouts';
import { Chip, Group, TextInput, UnstyledButton } from '@mantine/core';
import { dayWords } from '../plan-text.ts';
import classes from './new-rollout.module.css';

interface MaintenanceFieldsProps {
  readonly window: MaintenanceWindow;
  readonly onChange: (window: MaintenanceWindow) => void;
  readonly onRemove: () => void;
}

/** Times of day in which new devices may begin; one past midnight ends on the next day. */
export function MaintenanceFields({ window, onChange, onRemove }: MaintenanceFieldsProps) {
  const field = (key: 'from' | 'to' | 'timeZone', label: string, type: 'time' | 'text') => (
    <TextInput
      size="xs"
      type={type}
      label={label}
      value={window[key]}
      onChange={(event) => onChange({ ...window, [key]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset className={classes.window} aria-label="Maintenance window">
      <Chip.Group
        multiple
        value={window.days.map(String)}
        onChange={(days) => onChange({ ...window, days: days.map(Number) })}
      >
        <Group gap={4}>
          {dayWords.map((day, at) => (
            <Chip key={day} size="xs" value={String(at)}>
              {day}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <div className={classes.limits}>
        {field('from', 'From', 'time')}
        {field('to', 'To', 'time')}
        {field('timeZone', 'Time zone', 'text')}
        <UnstyledButton className={classes.act} onClick={onRemove}>
          Remove the window
        </UnstyledButton>
      </div>
    </fieldset>
  );
}
