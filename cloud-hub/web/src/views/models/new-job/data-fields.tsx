import { Checkbox, FileInput, NumberInput, TextInput } from '@mantine/core';
import { DatasetSelect } from './dataset-select.tsx';
import type { FieldsProps } from './fields.ts';
import classes from './new-job.module.css';

export interface DraftFiles {
  readonly data: readonly File[];
  readonly labelled: readonly File[];
  readonly bundle: File | null;
}

export interface FilesProps extends FieldsProps {
  readonly files: DraftFiles;
  readonly onFiles: (files: DraftFiles) => void;
}

const accept = '.csv,.dat,.txt,.tsv,text/csv';

/** What is learned from, and what is judged by. */
export function DataFields({ draft, change, files, onFiles }: FilesProps) {
  return (
    <>
      <DatasetSelect
        label="Data set"
        description="To learn from; or choose files"
        value={draft.dataset}
        onChange={(dataset) => {
          change({ dataset });
          if (dataset !== '') onFiles({ ...files, data: [] });
        }}
      />
      <FileInput
        label="Recordings of normal operation"
        description="CSV, one row per sample; at most 64 MiB each"
        placeholder="Choose files…"
        accept={accept}
        multiple
        required={draft.dataset === ''}
        disabled={draft.dataset !== ''}
        value={[...files.data]}
        onChange={(data) => onFiles({ ...files, data })}
      />
      <DatasetSelect
        label="Data set to judge by"
        description={
          draft.dataset === ''
            ? 'With labels; or choose files'
            : 'Empty: the validation part, where it has labels'
        }
        value={draft.labelledDataset}
        onChange={(labelledDataset) => {
          change({ labelledDataset });
          if (labelledDataset !== '') onFiles({ ...files, labelled: [] });
        }}
      />
      <FileInput
        label="Recordings to judge by"
        description={
          draft.kind === 'compress'
            ? 'With labels; else faults are injected to judge by'
            : 'With labels; never learned from. May stay empty'
        }
        placeholder="Choose files…"
        accept={accept}
        multiple
        clearable
        disabled={draft.labelledDataset !== ''}
        value={[...files.labelled]}
        onChange={(labelled) => onFiles({ ...files, labelled })}
      />
    </>
  );
}

/** How the columns of the files are read. */
export function ColumnFields({ draft, change }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Label column"
        description="Holds 1 for anomalous rows; may stay empty"
        maxLength={256}
        value={draft.labelColumn}
        onChange={(event) => change({ labelColumn: event.currentTarget.value })}
      />
      <TextInput
        label="Columns that are no sensors"
        description="Separated by commas"
        value={draft.ignore}
        onChange={(event) => change({ ignore: event.currentTarget.value })}
      />
      <NumberInput
        label="Sampling period, ms"
        description="For files without a time column"
        min={1}
        max={86_400_000}
        allowDecimal={false}
        value={draft.periodMs}
        onChange={(periodMs) => change({ periodMs })}
      />
      {draft.kind === 'train' && (
        <NumberInput
          label="Window, rows"
          description="So many rows are judged together"
          min={2}
          max={4096}
          allowDecimal={false}
          required
          value={draft.windowLength}
          onChange={(windowLength) => change({ windowLength })}
        />
      )}
      <Checkbox
        className={draft.kind === 'train' ? classes.wide : classes.beside}
        label="Leave out rows with an empty cell, instead of refusing the file"
        checked={draft.skipMissing}
        onChange={(event) => change({ skipMissing: event.currentTarget.checked })}
      />
    </>
  );
}
