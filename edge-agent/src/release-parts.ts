import type { Delivery } from './model/fetch/delivery.ts';
import type { Bundles } from './model/store/bundles.ts';
import type { Trust } from './model/trust/verdict.ts';

/** Whom a device believes, how bundles reach it, and where they lie. */
export interface ReleaseParts {
  readonly trust: Trust;
  readonly delivery: Delivery;
  readonly bundles: Bundles;
}
