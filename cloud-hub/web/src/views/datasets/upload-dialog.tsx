import { DatasetName } from '@lookout/shared/protocol/datasets';
import { Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { UploadFields } from '../../api/upload.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { nameOfFile } from './dataset-text.ts';
import classes from './datasets.module.css';
import { FileDrop } from './file-drop.tsx';
import { useUpload } from './use-upload.ts';

interface UploadDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function UploadDialog({ opened, onClose }: UploadDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Upload a data set">
      {opened && <UploadForm onClose={onClose} />}
    </Modal>
  );
}

const blank: UploadFields = {
  ...{ name: '', note: '', label: '', ignore: '', periodMs: '', skipMissing: false },
};

function UploadForm({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [fields, setFields] = useState(blank);
  const upload = useUpload(({ id }) => navigate(`/datasets/${id}`));
  const validName = fields.name === '' || DatasetName.safeParse(fields.name).success;
  const choose = (chosen: readonly File[]) => {
    setFiles(chosen);
    upload.reset();
    const name = fields.name === '' ? nameOfFile(chosen[0]?.name ?? '') : fields.name;
    setFields({ ...fields, name });
  };
  return (
    <DialogForm
      submit={upload.failed ? 'Try again' : 'Upload'}
      onSubmit={() => upload.send(files, fields)}
      busy={upload.busy}
      disabled={files.length === 0 || fields.name === '' || !validName}
      failure={{ what: upload.failureTitle, error: upload.error }}
      onCancel={onClose}
    >
      <FileDrop files={files} onChoose={choose} disabled={upload.busy} />
      <Fields fields={fields} onChange={setFields} validName={validName} />
      {upload.busy && (
        <div role="status">
          <ProgressBar className={classes.progress} max={1} value={upload.share} />
          <p className="small">{upload.text}</p>
        </div>
      )}
    </DialogForm>
  );
}

interface FieldsProps {
  readonly fields: UploadFields;
  readonly onChange: (fields: UploadFields) => void;
  readonly validName: boolean;
}

function Fields({ fields, onChange, validName }: FieldsProps) {
  const text = (key: Exclude<keyof UploadFields, 'skipMissing'>) => ({
    value: fields[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...fields, [key]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={64}
        error={validName ? null : 'Letters, digits, blanks and . _ - ( )'}
        {...text('name')}
      />
      <TextInput label="Note" maxLength={500} {...text('note')} />
      <div className={classes.pair}>
        <TextInput label="Label column" placeholder="none: all normal" {...text('label')} />
        <TextInput
          label="Period"
          placeholder="told by the times, ms"
          inputMode="numeric"
          {...text('periodMs')}
        />
      </div>
      <TextInput label="Columns to ignore" placeholder="a, b" {...text('ignore')} />
      <Checkbox
        label="Leave out rows with missing values"
        checked={fields.skipMissing}
        onChange={(event) => onChange({ ...fields, skipMissing: event.currentTarget.checked })}
      />
    </>
  );
}
