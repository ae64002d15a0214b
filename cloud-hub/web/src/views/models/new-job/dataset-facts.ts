import type { Dataset } from '@lookout/shared/protocol/datasets';
import { plural } from '../../../components/format.ts';
import { periodText } from '../../datasets/dataset-text.ts';

/** "1 200 rows, 8 channels, every 1 s". */
export const datasetFacts = ({
  rows,
  channels,
  periodMs,
}: Pick<Dataset, 'rows' | 'channels' | 'periodMs'>): string =>
  [plural(rows, 'row'), plural(channels.length, 'channel'), periodText(periodMs)].join(', ');
