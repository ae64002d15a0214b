import type { PayloadErrorCode } from '@lookout/shared/protocol/codec';
import type { DeviceAddress } from '@lookout/shared/protocol/messages';

/** One MQTT message as it came, not yet decoded. */
export interface Message {
  /** From the topic: the broker lets a device write only there, so it is the truth. */
  readonly address: DeviceAddress;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAt: number;
  /** Why the room that it is for could not read it; null for one that is still to be read. */
  readonly unreadable: { readonly code: PayloadErrorCode; readonly reason: string } | null;
}

/** Which acknowledgement a row waits for. */
export interface Delivery {
  readonly address: DeviceAddress;
  readonly queueId: string;
  readonly seq: number;
  readonly receivedAt: number;
}
