import type { OpenDatabase } from '../database/open-database.ts';
import { DesiredRepository } from './desired.repository.ts';
import { DeviceRepository } from './device.repository.ts';
import { DeviceEnrolment } from './device-enrolment.ts';

/** The registry's tables without a hub, for the command line; a hub that runs is told by the database. */
export function devicesBesideHub({ dataSource, pool }: Pick<OpenDatabase, 'dataSource' | 'pool'>) {
  const devices = new DeviceRepository(dataSource, pool);
  return {
    list: () => devices.list(),
    enrolment: new DeviceEnrolment(devices, new DesiredRepository(pool), Date.now),
  };
}

export type DevicesBesideHub = ReturnType<typeof devicesBesideHub>;
