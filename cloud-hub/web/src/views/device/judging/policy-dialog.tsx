import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { DecisionKind } from '@lookout/shared/protocol/presence';
import { Modal, NativeSelect, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setPolicy } from '../../../api/actions.ts';
import { DialogForm } from '../../../components/dialog-form.tsx';
import classes from './judging.module.css';
import { decisionWords } from './judging-text.ts';
import {
  daysFrom,
  decisionFrom,
  draftOf,
  type PolicyDraft,
  policyOf,
  switchFrom,
} from './policy-draft.ts';

interface PolicyDialogProps {
  readonly device: string;
  readonly stream: string;
  /** Null: the bundle's own values hold. */
  readonly policy: DetectionPolicy | null;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** How many false alarms are bearable, and by what a stream is judged. */
export function PolicyDialog({ opened, onClose, ...props }: PolicyDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`How ${props.stream} is judged`}>
      {opened && <PolicyForm {...props} onClose={onClose} />}
    </Modal>
  );
}

function PolicyForm(props: Omit<PolicyDialogProps, 'opened'>) {
  const { device, stream, policy, onClose } = props;
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(policy));
  const change = (part: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => setPolicy(device, stream, policyOf(draft)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['device', device] });
      notifications.show({ message: `The judging of ${stream} is set; the device follows.` });
      onClose();
    },
  });
  return (
    <DialogForm
      submit="Set"
      onSubmit={() => save.mutate()}
      busy={save.isPending}
      failure={{ what: 'Not set', error: save.error }}
      onCancel={onClose}
    >
      <div className={classes.fields}>
        <Budget draft={draft} onChange={change} />
        <Deciding draft={draft} onChange={change} />
        <Levels draft={draft} onChange={change} />
      </div>
    </DialogForm>
  );
}

interface FieldsProps {
  readonly draft: PolicyDraft;
  readonly onChange: (part: Partial<PolicyDraft>) => void;
}

const periods = [
  { value: '1', label: 'a day' },
  { value: '7', label: 'a week' },
  { value: '30', label: 'in 30 days' },
];

function Budget({ draft, onChange }: FieldsProps) {
  return (
    <>
      <NumberInput
        label="False alarms"
        description="At most; may stay empty"
        min={0.01}
        max={10_000}
        decimalScale={2}
        value={draft.budget}
        onChange={(budget) => onChange({ budget })}
        data-autofocus
      />
      <NativeSelect
        label="Over"
        description="of this machine"
        data={periods}
        value={draft.budgetDays}
        onChange={(event) => onChange({ budgetDays: daysFrom(event.currentTarget.value) })}
      />
    </>
  );
}

const own = { value: '', label: "device's own" };
const decisions = [
  own,
  ...DecisionKind.options.map((value) => ({ value, label: decisionWords[value] })),
];
const drift = [own, { value: 'on', label: 'followed' }, { value: 'off', label: 'not followed' }];
const scale = [
  own,
  { value: 'on', label: 'fitted to this machine' },
  { value: 'off', label: "the detector's" },
];

function Deciding({ draft, onChange }: FieldsProps) {
  return (
    <>
      <NativeSelect
        className={classes.wide}
        label="Decision"
        data={decisions}
        value={draft.decision}
        onChange={(event) => onChange({ decision: decisionFrom(event.currentTarget.value) })}
      />
      <NativeSelect
        className={classes.wideOnPhone}
        label="Slow drift"
        data={drift}
        value={draft.adaptive}
        onChange={(event) => onChange({ adaptive: switchFrom(event.currentTarget.value) })}
      />
      <NativeSelect
        className={classes.wideOnPhone}
        label="Scale of the score"
        data={scale}
        value={draft.commissioning}
        onChange={(event) => onChange({ commissioning: switchFrom(event.currentTarget.value) })}
      />
    </>
  );
}

function Levels({ draft, onChange }: FieldsProps) {
  return (
    <>
      <NumberInput
        label="Raise at score"
        description="Empty: from the budget"
        decimalScale={2}
        value={draft.raise}
        onChange={(raise) => onChange({ raise })}
      />
      <NumberInput
        label="Clear below score"
        description="Empty: from the budget"
        decimalScale={2}
        value={draft.clear}
        onChange={(clear) => onChange({ clear })}
      />
      <NumberInput
        label="On-delay, s"
        min={0}
        max={3_600}
        value={draft.onSeconds}
        onChange={(onSeconds) => onChange({ onSeconds })}
      />
      <NumberInput
        label="Off-delay, s"
        min={0}
        max={3_600}
        value={draft.offSeconds}
        onChange={(offSeconds) => onChange({ offSeconds })}
      />
    </>
  );
}
