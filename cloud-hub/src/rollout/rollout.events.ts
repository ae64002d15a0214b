import { defineEvent } from '../event-bus/event-bus.ts';

/** Committed: the rollout is another one now, and so are those of its members that are named. */
export const rolloutChanged = defineEvent<{
  readonly id: string;
  /** Null: unknown which, as another hub or the command line did it. */
  readonly members: readonly { readonly device: string; readonly stream: string }[] | null;
}>('rolloutChanged');
