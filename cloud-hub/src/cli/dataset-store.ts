import { jobNeedsBesideHub } from '../compression/jobs/jobs-beside-hub.ts';
import { datasetsBesideHub } from '../dataset/datasets-beside-hub.ts';
import { recordOf } from '../device/device-record.ts';
import { devicesBesideHub } from '../device/devices-beside-hub.ts';
import { Problem } from '../http/problem.ts';
import { besideHub } from './beside-hub.ts';

export type DatasetStore = ReturnType<typeof datasetsBesideHub>;

/** The data sets of the hub's database, whether the hub runs or not. */
export const onDatasets = <T>(work: (store: DatasetStore) => Promise<T>): Promise<T> =>
  besideHub((database) => {
    const needs = jobNeedsBesideHub(database);
    const fleet = devicesBesideHub(database);
    return work(
      datasetsBesideHub(
        database,
        async (device) => {
          const row = (await fleet.list()).find(({ id }) => id === device);
          if (row === undefined) throw Problem.notFound(`device ${device}`);
          return recordOf(row).reported;
        },
        (id) => needs.dataset(id),
      ),
    );
  });
