import { basename } from 'node:path';
import type { RecordingQuery } from '@lookout/shared/protocol/datasets';
import type { Table, TableRequest } from './read-table.ts';
import type { StoredRecording } from './stored-recording.ts';

export const recordingOf = ({ file, sha256, timesMs, recording }: Table): StoredRecording => ({
  ...{ file: basename(file), sha256, timesMs, recording },
});

/** How a file is to be read, from the query of an upload. */
export const tableRequestOf = (
  query: Omit<RecordingQuery, 'file'>,
  channels: readonly string[] | null,
): TableRequest => ({
  label: query.label || null,
  ignore: (query.ignore ?? '').split(',').flatMap((name) => name.trim() || []),
  time: query.time || null,
  periodMs: query.periodMs ?? null,
  skipMissing: query.skipMissing,
  channels,
});
