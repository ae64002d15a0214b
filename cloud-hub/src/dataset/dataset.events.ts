import { defineEvent } from '../event-bus/event-bus.ts';

/** Committed, by this hub, another one or the command line: made, changed or deleted. */
export const datasetChanged = defineEvent<{ readonly id: string }>('datasetChanged');

/** Committed likewise: asked for, come on, or ended. */
export const captureChanged = defineEvent<{ readonly id: string }>('captureChanged');
