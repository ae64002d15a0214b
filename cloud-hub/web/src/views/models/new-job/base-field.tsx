import type { JobSummary } from '@lookout/shared/protocol/jobs';
import { FileInput, NativeSelect } from '@mantine/core';
import type { FilesProps } from './data-fields.tsx';

interface BaseProps extends FilesProps {
  readonly jobs: readonly JobSummary[];
}

/** The detector that is compressed: one that was trained here, or a bundle's folder as a ZIP file. */
export function BaseField({ draft, change, files, onFiles, jobs }: BaseProps) {
  const trained = jobs.filter(({ kind, state }) => kind === 'train' && state === 'done');
  return (
    <>
      <NativeSelect
        label="Detector to compress"
        description="One that was trained here, or a file"
        data={[
          { value: '', label: 'From a file' },
          ...trained.map(({ id, name }) => ({ value: `job:${id}/bundle.zip`, label: name })),
        ]}
        value={draft.base}
        onChange={({ currentTarget: { value } }) => {
          change({ base: value });
          if (value !== '') onFiles({ ...files, bundle: null });
        }}
      />
      <FileInput
        label="Bundle"
        description="Its folder as a ZIP file"
        placeholder="Choose a file…"
        accept=".zip,application/zip"
        clearable
        disabled={draft.base !== ''}
        required={draft.base === ''}
        value={files.bundle}
        onChange={(bundle) => onFiles({ ...files, bundle })}
      />
    </>
  );
}
