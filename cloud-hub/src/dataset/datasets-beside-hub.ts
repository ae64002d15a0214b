import type { Reported } from '@lookout/shared/protocol/presence';
import type { OpenDatabase } from '../database/open-database.ts';
import { CaptureRepository } from './capture/capture.repository.ts';
import { CaptureService } from './capture/capture.service.ts';
import { DatasetRepository } from './dataset.repository.ts';
import { DatasetService } from './dataset.service.ts';
import { DatasetPartsService } from './dataset-parts.ts';
import { type DatasetUse, DatasetUses } from './dataset-uses.ts';

/** The rows of data sets, for whoever has no hub around it. */
export const partsBesideHub = ({ pool }: Pick<OpenDatabase, 'pool'>): DatasetPartsService =>
  new DatasetPartsService(new DatasetRepository(pool), Date.now);

/** The data sets without a hub, for the command line; a hub that runs is told by the database. */
export function datasetsBesideHub(
  { pool }: Pick<OpenDatabase, 'pool'>,
  reportedOf: (device: string) => Promise<Reported | null>,
  use: DatasetUse,
) {
  const uses = new DatasetUses();
  uses.add(use);
  const repository = new DatasetRepository(pool);
  const datasets = new DatasetService(repository, uses, Date.now);
  return {
    datasets,
    parts: partsBesideHub({ pool }),
    captures: new CaptureService(new CaptureRepository(pool), datasets, { reportedOf }, Date.now),
  };
}
