import { applyToDatasets } from '../../api/apply-update.ts';
import { fetchDatasets } from '../../api/queries.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';

/** All data sets and captures, kept live. */
export const useDatasets = () =>
  useLiveQuery({
    room: 'datasets',
    key: ['datasets'],
    fetch: fetchDatasets,
    apply: applyToDatasets,
  });
