import type { Delivery } from './model/fetch/delivery.ts';
import { FetchError } from './model/fetch/fetch-error.ts';
import type { Bundles } from './model/store/bundles.ts';
import type { Trust } from './model/trust/verdict.ts';

/** Whom a device believes, how bundles reach it, and where they lie. */
export interface ReleaseParts {
  readonly trust: Trust;
  readonly delivery: Delivery;
  readonly bundles: Bundles;
}

/** Where nothing can be fetched, only the device's own bundle is run. */
export const noDelivery: Omit<ReleaseParts, 'trust'> = {
  delivery: {
    fetch: () => Promise.reject(new FetchError('unavailable', 'this device fetches no releases')),
  },
  bundles: {
    folderOf: () => null,
    importFolder: (folder) => Promise.reject(new Error(`${folder}: this device keeps no bundles`)),
    discard: () => Promise.resolve(),
    collect: () => Promise.resolve(),
  },
};
