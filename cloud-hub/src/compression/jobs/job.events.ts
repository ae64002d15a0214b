import { defineEvent } from '../../event-bus/event-bus.ts';

/** Committed, here or by a worker: the jobs' states, stages or artefacts are others now. */
export const jobsChanged = defineEvent<readonly string[]>('jobsChanged');
