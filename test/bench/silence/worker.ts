import { rollOut } from '../../../cloud-hub/src/rollout/engine/sleeping-fleet.fixture.ts';
import type { SilenceTask } from './messages.ts';

// A process of its own: one rollout after the other.
process.on('message', ({ model, seed }: SilenceTask) => {
  process.send?.(rollOut(model, seed));
});
