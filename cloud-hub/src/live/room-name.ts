import type { RoomName } from '@lookout/shared/protocol/live';
import { Name } from '@lookout/shared/protocol/names';
import { z } from 'zod';

export const deviceRoom = (device: string): RoomName => `device:${device}`;
export const jobRoom = (job: string): RoomName => `job:${job}`;

/** Null where there is no such room. */
export function parseRoom(value: unknown): RoomName | null {
  if (value === 'overview' || value === 'alerts' || value === 'jobs' || value === 'datasets')
    return value;
  const [, kind, key] = (typeof value === 'string' && /^(device|job):(.*)$/s.exec(value)) || [];
  if (kind === 'job') {
    const id = z.uuid().safeParse(key);
    return id.success ? jobRoom(id.data) : null;
  }
  const name = Name.safeParse(key);
  return name.success ? deviceRoom(name.data) : null;
}
