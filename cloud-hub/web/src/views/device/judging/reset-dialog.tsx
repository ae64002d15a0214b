import type { ResetMode } from '@lookout/shared/protocol/commands';
import { Button, Group, Modal, Radio } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { acknowledgeAndReset } from '../../../api/actions.ts';
import { DialogForm } from '../../../components/dialog-form.tsx';
import type { CommandAnswer } from '../command-answer.ts';
import { useCommand } from '../use-command.ts';
import classes from './judging.module.css';
import { consequence } from './judging-text.ts';

const modes: readonly { value: ResetMode; label: string; description: string }[] = [
  {
    value: 'recommission',
    label: 'Fit the score anew',
    description: 'The machine runs differently now, and rightly so.',
  },
  {
    value: 'rezero',
    label: 'Fit anew and re-zero the sensors',
    description: 'It runs at another operating point, or sensors were replaced.',
  },
  {
    value: 'restore',
    label: "Back to the detector's own values",
    description: 'Undo what was fitted to this machine.',
  },
];

export interface ResetTarget {
  readonly device: string;
  readonly stream: string;
  readonly online: boolean;
  /** Anomalies that stand. */
  readonly standing: number;
}

interface ResetDialogProps extends ResetTarget {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

/** "This is the new normal": says what will happen, asks once, and tells what the device answered. */
export function ResetDialog({ opened, onClose, onClosed, ...target }: ResetDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      title="This is the new normal"
    >
      {opened && <ResetBody {...target} onClose={onClose} />}
    </Modal>
  );
}

function ResetBody({ onClose, ...target }: ResetTarget & { readonly onClose: () => void }) {
  const { device, stream } = target;
  const [mode, setMode] = useState<ResetMode>('recommission');
  const command = useCommand(device, (asked: ResetMode) =>
    acknowledgeAndReset(device, stream, asked),
  );
  const { answer } = command;
  if (answer.state !== 'none' && answer.state !== 'failed')
    return <Answer asset={`${device} ${stream}`} answer={answer} onClose={onClose} />;
  return (
    <DialogForm
      submit="Reset"
      onSubmit={() => command.send(mode)}
      busy={command.isPending}
      disabled={!target.online}
      failure={{ what: 'Not reset', error: command.error }}
      onCancel={onClose}
    >
      <ModeChoice mode={mode} onChange={setMode} />
      <p aria-live="polite">{consequence(mode, `${device} ${stream}`, target.standing)}</p>
      {!target.online && (
        <p className={classes.abnormal}>
          {device} is not connected: it could not be asked while this still holds.
        </p>
      )}
    </DialogForm>
  );
}

interface ModeChoiceProps {
  readonly mode: ResetMode;
  readonly onChange: (mode: ResetMode) => void;
}

function ModeChoice({ mode, onChange }: ModeChoiceProps) {
  return (
    <Radio.Group value={mode} aria-label="What is reset">
      <div className={classes.modes}>
        {modes.map(({ value, label, description }) => (
          <Radio
            key={value}
            value={value}
            label={label}
            description={description}
            onChange={() => onChange(value)}
            data-autofocus={value === mode || undefined}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

interface AnswerProps {
  readonly asset: string;
  readonly answer: CommandAnswer;
  readonly onClose: () => void;
}

const headings: Partial<Record<CommandAnswer['state'], string>> = {
  waiting: 'Asked',
  done: 'Reset',
  refused: 'Not reset',
  expired: 'No answer',
};

function Answer({ asset, answer, onClose }: AnswerProps) {
  const close = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone with the form.
  useEffect(() => close.current?.focus(), []);
  const bad = answer.state === 'refused' || answer.state === 'expired';
  return (
    <div className={classes.answer}>
      <div role="status">
        <h3 data-abnormal={bad}>
          {headings[answer.state]}: {asset}
        </h3>
        <p>{answer.text}</p>
      </div>
      <Group justify="flex-end">
        <Button ref={close} onClick={onClose}>
          Close
        </Button>
      </Group>
    </div>
  );
}
