import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';

/** An error that says what kind it is. */
interface Coded {
  readonly code: string;
  readonly message: string;
}

const codes: Readonly<Record<string, ReleaseReason['code']>> = {
  digest: 'digest',
  crashed: 'crashLoop',
  quarantined: 'crashLoop',
  badOutput: 'selfTest',
  notFinite: 'selfTest',
};

/** Of a bundle that could not be read, loaded or scored with: what the hub is told. */
export function whyFailed(error: BundleError | Coded): ReleaseReason {
  const fallback = error instanceof BundleError ? 'incompatible' : 'selfTest';
  return { code: codes[error.code] ?? fallback, text: error.message.slice(0, 512) };
}
