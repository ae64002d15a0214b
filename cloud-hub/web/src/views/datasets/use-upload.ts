import type { Dataset } from '@lookout/shared/protocol/datasets';
import { useState } from 'react';
import { type UploadFields, uploadFile } from '../../api/upload.ts';

interface Progress {
  /** Files that are in the hub. */
  readonly done: number;
  readonly files: number;
  /** Of the present file's bytes. */
  readonly share: number;
  readonly dataset: Dataset | null;
  readonly error: Error | null;
  readonly busy: boolean;
}

const nothing: Progress = {
  ...{ done: 0, files: 0, share: 0, dataset: null, error: null, busy: false },
};

/**
 * Sends files one after the other: the first makes the data set, the others join it. After a failure the
 * next attempt goes on with the file that failed.
 */
export function useUpload(onDone: (dataset: Dataset) => void) {
  const [progress, setProgress] = useState(nothing);
  const send = async (files: readonly File[], fields: UploadFields) => {
    let { done, dataset } = progress;
    const tell = (share: number) =>
      setProgress({ done, files: files.length, share, dataset, error: null, busy: true });
    try {
      for (const file of files.slice(done)) {
        tell(0);
        dataset = await uploadFile(file, fields, dataset?.id ?? null, tell);
        done += 1;
      }
      if (dataset !== null) onDone(dataset);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      setProgress({ done, files: files.length, share: 0, dataset, error: failure, busy: false });
    }
  };
  const { done, files, share, error, busy } = progress;
  return {
    send: (chosen: readonly File[], fields: UploadFields) => void send(chosen, fields),
    reset: () => setProgress(nothing),
    ...{ busy, error, failed: error !== null, share },
    text: `file ${done + 1} of ${files}, ${share < 1 ? `${Math.round(share * 100)} %` : 'being read'}`,
    failureTitle:
      done === 0
        ? 'Not uploaded'
        : `File ${done + 1} is not taken; the data set holds those before`,
  };
}
