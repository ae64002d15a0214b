import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import dialog from './dialog-form.module.css';
import { ErrorNotice } from './error-notice.tsx';

interface DeletePromptProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** On the button, after "Delete". */
  readonly name: string;
  readonly remove: () => Promise<unknown>;
  readonly onRemoved: () => unknown;
  /** What will be gone, and what stays. */
  readonly children: ReactNode;
}

/** Says what will be gone, asks once. */
export function DeletePrompt(props: DeletePromptProps) {
  const { opened, onClose, title, name, children } = props;
  const remove = useMutation({ mutationFn: props.remove, onSuccess: props.onRemoved });
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <div className={dialog.form}>
        <p>{children}</p>
        {remove.error !== null && <ErrorNotice what="Not deleted" error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep
          </Button>
          <Button loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete {name}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
