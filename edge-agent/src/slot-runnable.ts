import type { Slot } from './model/install/install-state.ts';
import type { Bundles } from './model/store/bundles.ts';
import type { Runnable } from './stream-setup.ts';

/** Where the bundle of a slot lies, and what it may run on. @param own folder of the device's own bundle */
export function slotRunnable(slot: Slot, bundles: Bundles, own: string): Runnable {
  if (slot.kind === 'own') return { folder: own, providers: ['cpu'] };
  // Whoever opens a folder that is not there says so.
  const folder = bundles.folderOf(slot.bundle) ?? `bundle ${slot.bundle}`;
  return { folder, providers: slot.providers };
}
