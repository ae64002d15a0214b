import type { Recording } from '@lookout/shared/detector/recording';
import type { DatasetData, JobData } from '@lookout/shared/protocol/jobs';
import type { DatasetParts } from '../../../dataset/dataset-parts.ts';
import { JobError } from '../job-error.ts';
import type { JobFiles } from './engine.ts';
import { joinRows } from './join-rows.ts';
import { pickChannels } from './pick-channels.ts';
import type { Purpose, Reading } from './reading.ts';
import type { JobRecordings, JobTable } from './recordings-file.ts';

/** @throws JobError `noSuchDataset`, `missingChannels` */
export async function fromDataset(
  { id, name }: DatasetData,
  purpose: Purpose,
  { options, channels, windowLength }: Reading,
  files: JobFiles,
): Promise<JobRecordings> {
  const parts = await files.dataset(id ?? name, windowLength);
  if (parts === null)
    throw new JobError('noSuchDataset', `the data set "${name}" is not there any more`);
  const ignored = new Set(options.ignoreColumns);
  const names = parts.channels.map((channel) => channel.name);
  const wanted = channels ?? names.filter((own) => !ignored.has(own));
  const places = pickChannels(parts.name, names, wanted);
  const picked = places.flatMap((place) => parts.channels[place] ?? []);
  return {
    channels: picked,
    periodMs: parts.periodMs,
    tables: tablesOf(parts, purpose, places),
    warnings: [],
  };
}

export const isSame = (a: JobData, b: JobData): boolean =>
  a.kind === 'dataset' && b.kind === 'dataset' && (a.id ?? a.name) === (b.id ?? b.name);

export function hasBothClasses({ tables }: JobRecordings): boolean {
  const classes = new Set(
    tables.flatMap(({ recording: { labels, rows } }) =>
      labels === null ? (rows > 0 ? [0] : []) : [...new Set(labels)],
    ),
  );
  return classes.size > 1;
}

/**
 * One table for each recording. Its parts for training and calibration are one, in order of time: what
 * learns takes the earlier rows of each recording and calibrates on its later ones.
 */
function tablesOf(parts: DatasetParts, purpose: Purpose, places: readonly number[]): JobTable[] {
  return parts.data.flatMap(({ file, sha256 }, index) => {
    const pieces = piecesOf(parts, purpose, index);
    if (pieces.length === 0) return [];
    return [{ file: `${parts.name}/${file}`, sha256, recording: joinRows(pieces, places) }];
  });
}

function piecesOf(parts: DatasetParts, purpose: Purpose, index: number): Recording[] {
  const of = (part: 'train' | 'calibration' | 'validation') =>
    parts[part].filter((_, i) => parts.sources[part][i] === index);
  switch (purpose) {
    case 'learn':
      return [...of('train'), ...of('calibration')];
    case 'validate':
      return of('validation');
    case 'all':
      return parts.whole.filter((_, i) => i === index);
  }
}
