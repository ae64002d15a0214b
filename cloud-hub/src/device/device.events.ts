import type { PayloadErrorCode } from '@lookout/shared/protocol/codec';
import type { Load } from '@lookout/shared/protocol/load';
import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { Reported } from '@lookout/shared/protocol/presence';
import { defineEvent } from '../event-bus/event-bus.ts';

/** Committed: enrolled, revoked, relabelled, online, offline, or its policies. */
export const deviceChanged = defineEvent<{ readonly device: string }>('deviceChanged');

/** Committed: a new `reported` document. */
export const reportedChanged = defineEvent<
  DeviceAddress & {
    readonly reported: Reported;
    readonly receivedAt: number;
    /** Said by the device just now; else kept by the broker. */
    readonly isLive: boolean;
  }
>('reportedChanged');

/** One load sample; the last one is written down within seconds. */
export const loadSampled = defineEvent<DeviceAddress & { readonly load: Load }>('loadSampled');

/** Committed: sent, or answered by the device. */
export const commandChanged = defineEvent<{ readonly device: string; readonly id: string }>(
  'commandChanged',
);

/** It says that it is online: what was on its way to it, or from it, may be lost. */
export const deviceCameBack = defineEvent<DeviceAddress>('deviceCameBack');

/** A `status`, `reported` or `load` that cannot be parsed: for the dead-letter table. */
export const messageRejected = defineEvent<{
  readonly address: DeviceAddress;
  readonly topic: string;
  readonly payload: Buffer;
  readonly code: PayloadErrorCode;
  readonly reason: string;
  readonly receivedAt: number;
}>('messageRejected');
