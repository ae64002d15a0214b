import { defineEvent } from '../event-bus/event-bus.ts';

/** The key of an alert: the id is the device's choice. */
export interface AlertKey {
  readonly device: string;
  readonly id: string;
}

export interface ChangedAlert extends AlertKey {
  readonly stream: string;
}

/** Committed: raised, updated, returned, acknowledged, shelved or unshelved. */
export const alertsChanged = defineEvent<readonly ChangedAlert[]>('alertsChanged');
