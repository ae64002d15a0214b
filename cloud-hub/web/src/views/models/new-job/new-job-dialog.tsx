import type { JobKind, JobSummary } from '@lookout/shared/protocol/jobs';
import { Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { startJob, uploadFile } from '../../../api/actions.ts';
import { DialogForm } from '../../../components/dialog-form.tsx';
import { kindWords } from '../job-text.ts';
import { BaseField } from './base-field.tsx';
import { BudgetFields } from './budget-fields.tsx';
import { ColumnFields, DataFields, type DraftFiles } from './data-fields.tsx';
import { emptyDraft, type JobDraft, orderOf } from './job-draft.ts';
import classes from './new-job.module.css';
import { ThresholdFields } from './threshold-fields.tsx';

interface NewJobProps {
  readonly kinds: readonly JobKind[];
  /** Whose bundles can be compressed. */
  readonly jobs: readonly JobSummary[];
  /** Name of the data set that is chosen from the start. */
  readonly dataset: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks for what a training or a compression needs, uploads the files and starts it. */
export function NewJobDialog({ opened, onClose, ...props }: NewJobProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New job" size={640} closeOnClickOutside={false}>
      {opened && <NewJobForm {...props} onClose={onClose} />}
    </Modal>
  );
}

function NewJobForm({ kinds, jobs, dataset, onClose }: Omit<NewJobProps, 'opened'>) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState<JobDraft>(() => ({
    ...emptyDraft(kinds[0] ?? 'train'),
    dataset,
  }));
  const [files, setFiles] = useState<DraftFiles>({ data: [], labelled: [], bundle: null });
  const change = (part: Partial<JobDraft>) => setDraft((before) => ({ ...before, ...part }));
  const start = useMutation({
    mutationFn: async () => startJob(orderOf(draft, await uploadAll(files))),
    onSuccess: ({ id }) => navigate(`/models/jobs/${id}`),
  });
  return (
    <DialogForm
      submit="Start"
      onSubmit={() => start.mutate()}
      busy={start.isPending}
      disabled={files.data.length === 0 && draft.dataset === ''}
      failure={{ what: 'Not started', error: start.error }}
      onCancel={onClose}
    >
      <div className={classes.fields}>
        {kinds.length > 1 && (
          <NativeSelect
            label="What"
            description="Learn a detector, or make one smaller"
            data={kinds.map((value) => ({ value, label: kindWords[value] }))}
            value={draft.kind}
            onChange={({ currentTarget: { value } }) => {
              const kind = kinds.find((own) => own === value);
              // Costs are for compressions: the choice would stand there without its option.
              if (kind !== undefined) change({ kind, threshold: 'falseAlarmRate' });
            }}
          />
        )}
        <TextInput
          className={kinds.length > 1 ? '' : classes.wide}
          label="Name"
          description="Of the detector that is made"
          maxLength={64}
          required
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          data-autofocus
        />
        {draft.kind === 'compress' && (
          <BaseField {...{ draft, change, jobs, files }} onFiles={setFiles} />
        )}
        <DataFields {...{ draft, change, files }} onFiles={setFiles} />
        <ColumnFields {...{ draft, change }} />
        {draft.kind === 'compress' && <BudgetFields {...{ draft, change }} />}
        <ThresholdFields {...{ draft, change }} />
      </div>
    </DialogForm>
  );
}

/** One after the other: a slow line is filled by one file as well as by ten. */
async function uploadAll({ data, labelled, bundle }: DraftFiles) {
  const ids = async (files: readonly File[]) => {
    const uploaded: string[] = [];
    for (const file of files) uploaded.push((await uploadFile(file)).id);
    return uploaded;
  };
  return {
    data: await ids(data),
    labelled: await ids(labelled),
    bundle: bundle === null ? null : (await uploadFile(bundle)).id,
  };
}
