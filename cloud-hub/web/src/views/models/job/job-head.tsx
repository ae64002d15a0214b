import { isOpen, type Job } from '@lookout/shared/protocol/jobs';
import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { cancelJob, retryJob } from '../../../api/actions.ts';
import { useMe } from '../../../api/session.ts';
import { Age, Lasting } from '../../../components/age.tsx';
import { DialogForm } from '../../../components/dialog-form.tsx';
import { JobMark } from '../job-mark.tsx';
import { kindWords, progressText } from '../job-text.ts';
import classes from './job.module.css';

export function JobHead({ job }: { readonly job: Job }) {
  const admin = useMe().data?.role === 'admin';
  const { kind, name, state, createdBy, createdAt, startedAt, finishedAt, worker } = job;
  return (
    <header className={classes.head}>
      <div>
        <h1>
          {name} <span className={classes.kind}>{kindWords[kind]}</span>
        </h1>
        <p className={classes.state}>
          <JobMark state={state} />
          <span aria-live="polite">{progressText(job)}</span>
          {startedAt !== null && (
            <span className="muted">
              {state === 'running' ? 'for ' : 'in '}
              <Lasting from={startedAt} to={finishedAt} />
            </span>
          )}
        </p>
        <p className="muted">
          Started by {createdBy} <Age at={createdAt} suffix=" ago" />
          {worker !== null && <> · worker {worker}</>}
        </p>
      </div>
      {admin && <Group gap={8}>{isOpen(state) ? <Cancel job={job} /> : <Retry job={job} />}</Group>}
    </header>
  );
}

function Cancel({ job }: { readonly job: Job }) {
  const [asking, dialog] = useDisclosure(false);
  const cancel = useMutation({ mutationFn: () => cancelJob(job.id), onSuccess: dialog.close });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Cancel…
      </Button>
      <Modal opened={asking} onClose={dialog.close} title={`Cancel ${job.name}?`}>
        <DialogForm
          submit="Cancel the job"
          cancel="Let it go on"
          onSubmit={() => cancel.mutate()}
          busy={cancel.isPending}
          failure={{ what: 'Not cancelled', error: cancel.error }}
          onCancel={dialog.close}
        >
          <p>
            Its worker stops within seconds. What finished stages made is kept: “Retry” goes on
            after them.
          </p>
        </DialogForm>
      </Modal>
    </>
  );
}

function Retry({ job }: { readonly job: Job }) {
  const retry = useMutation({
    mutationFn: () => retryJob(job.id),
    onError: (error) =>
      notifications.show({ title: `${job.name} was not started again`, message: error.message }),
  });
  if (job.state === 'done') return null;
  return (
    <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
      Retry
    </Button>
  );
}
