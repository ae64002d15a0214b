import type { RoomName } from '@lookout/shared/protocol/live';
import { Name } from '@lookout/shared/protocol/names';

export const deviceRoom = (device: string): RoomName => `device:${device}`;

/** Null where there is no such room. */
export function parseRoom(value: unknown): RoomName | null {
  if (value === 'overview' || value === 'alerts') return value;
  const device = typeof value === 'string' && /^device:(.*)$/s.exec(value)?.[1];
  const name = Name.safeParse(device);
  return name.success ? deviceRoom(name.data) : null;
}
