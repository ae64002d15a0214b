import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { Button, Group, Modal, NumberInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setPolicy } from '../../../api/actions.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import classes from './side.module.css';

interface PolicyEditorProps {
  readonly device: string;
  readonly stream: string;
  /** Null: the bundle's own values hold. */
  readonly policy: DetectionPolicy | null;
}

export function PolicyEditor(props: PolicyEditorProps) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={dialog.open}>
        Alert limits…
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={`Alert limits of ${props.stream}`}>
        <PolicyForm {...props} onClose={dialog.close} />
      </Modal>
    </>
  );
}

const seconds = (ms: number) => ms / 1_000;
const levelOf = (value: string | number) => (value === '' ? null : Number(value));

function PolicyForm(props: PolicyEditorProps & { readonly onClose: () => void }) {
  const { device, stream, policy, onClose } = props;
  const queries = useQueryClient();
  const [raise, setRaise] = useState<string | number>(policy?.raiseLevel ?? '');
  const [clear, setClear] = useState<string | number>(policy?.clearLevel ?? '');
  const [on, setOn] = useState<string | number>(seconds(policy?.onDelayMs ?? 3_000));
  const [off, setOff] = useState<string | number>(seconds(policy?.offDelayMs ?? 10_000));
  const save = useMutation({
    mutationFn: () =>
      setPolicy(device, stream, {
        raiseLevel: levelOf(raise),
        clearLevel: levelOf(clear),
        onDelayMs: Math.round(Number(on) * 1_000),
        offDelayMs: Math.round(Number(off) * 1_000),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['device', device] });
      notifications.show({ message: `The limits of ${stream} are set; the device follows.` });
      onClose();
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <NumberInput
        label="Raise at score"
        description="Empty: the model's own limit"
        decimalScale={2}
        value={raise}
        onChange={setRaise}
      />
      <NumberInput
        label="Clear below score"
        description="Empty: the model's own"
        decimalScale={2}
        value={clear}
        onChange={setClear}
      />
      <NumberInput label="On-delay, s" min={0} max={3_600} value={on} onChange={setOn} />
      <NumberInput label="Off-delay, s" min={0} max={3_600} value={off} onChange={setOff} />
      {save.error !== null && <ErrorNotice what="Not set" error={save.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Set
        </Button>
      </Group>
    </form>
  );
}
