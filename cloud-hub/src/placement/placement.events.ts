import { defineEvent } from '../event-bus/event-bus.ts';

/** Committed: a stream of the device stands otherwise. */
export const placementChanged = defineEvent<{
  readonly device: string;
  /** False: the figures of its load alone. */
  readonly isNews: boolean;
}>('placementChanged');
