import type { RoomName } from '@lookout/shared/protocol/live';
import { Name } from '@lookout/shared/protocol/names';
import { z } from 'zod';

export const deviceRoom = (device: string): RoomName => `device:${device}`;
export const rolloutRoom = (rollout: string): RoomName => `rollout:${rollout}`;
export const jobRoom = (job: string): RoomName => `job:${job}`;

const plainRooms = ['overview', 'alerts', 'jobs', 'datasets', 'rollouts', 'placement'] as const;

/** Null where there is no such room. */
export function parseRoom(value: unknown): RoomName | null {
  const plain = plainRooms.find((room) => room === value);
  if (plain !== undefined) return plain;
  const [, kind, key] =
    (typeof value === 'string' && /^(device|job|rollout):(.*)$/s.exec(value)) || [];
  if (kind === 'job' || kind === 'rollout') {
    const id = z.uuid().safeParse(key);
    if (!id.success) return null;
    return kind === 'job' ? jobRoom(id.data) : rolloutRoom(id.data);
  }
  const name = Name.safeParse(key);
  return name.success ? deviceRoom(name.data) : null;
}
