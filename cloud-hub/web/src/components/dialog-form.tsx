import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './dialog-form.module.css';
import { ErrorNotice } from './error-notice.tsx';

interface DialogFormProps {
  /** What the form does, on its button. */
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly busy: boolean;
  readonly disabled?: boolean;
  /** What could not be done, and why; shown above the buttons. */
  readonly failure?: { readonly what: string; readonly error: Error | null };
  readonly cancel?: string;
  readonly onCancel: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

/** What every dialog that asks for something has: fields, what went wrong, cancel and do. */
export function DialogForm(props: DialogFormProps) {
  const { submit, onSubmit, busy, disabled = false, failure, cancel = 'Cancel', onCancel } = props;
  const error = failure?.error ?? null;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {props.children}
      {failure !== undefined && error !== null && <ErrorNotice what={failure.what} error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={disabled}>
          {submit}
        </Button>
      </Group>
    </form>
  );
}
