import { defineEvent } from '../event-bus/event-bus.ts';

/** Committed, by this hub, another one or the command line: drafted, signed or deleted. */
export const releaseChanged = defineEvent<{ readonly id: string }>('releaseChanged');

/** Committed likewise: there is a newer key list, which every device is to have. */
export const keysChanged = defineEvent<{ readonly version: number }>('keysChanged');
