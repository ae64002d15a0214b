import { type DeviceAddress, type MessageKind, topicOf } from '@lookout/shared/protocol/messages';
import type { Message } from './message.ts';

export const message = (
  kind: MessageKind,
  address: DeviceAddress,
  payload: Uint8Array,
  receivedAt: number,
): Message => ({ address, topic: topicOf(kind, address), payload, receivedAt, unreadable: null });
