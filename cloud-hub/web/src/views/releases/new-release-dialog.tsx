import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Autocomplete, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { createRelease, type NewRelease } from '../../api/releases.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { BundleFields } from './bundle-fields.tsx';
import {
  type DraftFields,
  type DraftVariant,
  draftOf,
  emptyFields,
  variantsFrom,
} from './release-draft.ts';
import classes from './releases.module.css';

interface NewReleaseProps {
  /** Whose models can be followed. */
  readonly releases: readonly ReleaseSummary[];
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Makes a release of bundles: uploaded here, or registered from a job. */
export function NewReleaseDialog({ opened, onClose, releases }: NewReleaseProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="New release"
      size={640}
      closeOnClickOutside={false}
    >
      {opened && <NewReleaseForm releases={releases} onClose={onClose} />}
    </Modal>
  );
}

function NewReleaseForm({ releases, onClose }: Omit<NewReleaseProps, 'opened'>) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [parameters] = useSearchParams();
  const [variants, setVariants] = useState<readonly DraftVariant[]>(() => variantsFrom(parameters));
  const [fields, setFields] = useState<DraftFields>({ ...emptyFields, job: parameters.get('job') });
  const drafted = draftOf(fields, variants);
  const create = useMutation({
    mutationFn: (draft: NewRelease) => createRelease(draft),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['releases'] });
      await navigate(`/models/releases/${id}`);
    },
  });
  const models = [...new Set(releases.map(({ manifest }) => manifest.model))];
  const newest = releases.find(({ manifest }) => manifest.model === fields.model);
  return (
    <DialogForm
      submit="Make the release"
      onSubmit={() => 'draft' in drafted && create.mutate(drafted.draft)}
      busy={create.isPending}
      disabled={'problem' in drafted}
      failure={{ what: 'Not made', error: create.error }}
      onCancel={onClose}
    >
      <BundleFields variants={variants} onChange={setVariants} />
      <div className={classes.pair}>
        <Autocomplete
          label="Model"
          description="A new one, or one that this follows"
          required
          data={models}
          value={fields.model}
          onChange={(model) => setFields({ ...fields, model })}
        />
        <TextInput
          label="Version"
          description={
            newest === undefined ? 'For example 1.0.0' : `After ${newest.manifest.version}`
          }
          maxLength={64}
          required
          value={fields.version}
          onChange={(event) => setFields({ ...fields, version: event.currentTarget.value })}
        />
      </div>
      <TermFields fields={fields} onChange={setFields} />
      {'problem' in drafted && <p className="small muted">{drafted.problem}</p>}
    </DialogForm>
  );
}

interface TermFieldsProps {
  readonly fields: DraftFields;
  readonly onChange: (fields: DraftFields) => void;
}

/** What is new, and until when it may be installed. */
function TermFields({ fields, onChange }: TermFieldsProps) {
  return (
    <>
      <Textarea
        label="Note"
        description="What is new, for those who decide on it"
        maxLength={2000}
        autosize
        value={fields.note}
        onChange={(event) => onChange({ ...fields, note: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="Expires"
        description="Devices do not install it afterwards; empty: the hub's own term"
        value={fields.expires}
        onChange={(event) => onChange({ ...fields, expires: event.currentTarget.value })}
      />
    </>
  );
}
