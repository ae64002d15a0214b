import type { Load } from '@lookout/shared/protocol/load';
import type { Reported } from '@lookout/shared/protocol/presence';
import type { DeviceSummary, Presence } from '@lookout/shared/protocol/rest';
import type { DeviceEntity } from './device.entity.ts';

/** A device as the registry knows it; the fleet room adds what other rooms know. */
export interface DeviceRecord {
  readonly id: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly presence: Presence;
  readonly lastSeenAt: number | null;
  readonly agentVersion: string | null;
  readonly reported: Reported | null;
  readonly load: Load | null;
}

export const recordOf = (row: DeviceEntity): DeviceRecord => ({
  id: row.id,
  site: row.site,
  labels: row.labels,
  createdAt: row.createdAt,
  revokedAt: row.revokedAt,
  presence: row.presence,
  lastSeenAt: row.lastSeenAt,
  agentVersion: row.status?.agentVersion ?? null,
  reported: row.reported,
  load: row.load,
});

export const summaryOf = (device: DeviceRecord, openAlerts: number): DeviceSummary => ({
  id: device.id,
  site: device.site,
  labels: device.labels,
  presence: device.presence,
  lastSeenAt: device.lastSeenAt,
  agentVersion: device.agentVersion,
  createdAt: device.createdAt,
  revokedAt: device.revokedAt,
  streams: device.reported?.streams ?? [],
  load: device.load,
  openAlerts,
});
