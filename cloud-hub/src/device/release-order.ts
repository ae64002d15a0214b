import type { SignedDocument } from '@lookout/shared/protocol/signed';

export interface AssetKey {
  readonly device: string;
  readonly stream: string;
}

/** What one stream is to run; the signature covers the sequence, so it is made after that is known. */
export interface ReleaseOrder extends AssetKey {
  readonly rollout: string | null;
  readonly release: string | null;
  readonly variant: string | null;
  /** The release's signed manifest; null where `release` is. */
  readonly manifest: SignedDocument | null;
  readonly sign: (sequence: number) => Promise<SignedDocument>;
}

export interface AssignedRelease extends AssetKey {
  readonly sequence: number;
}
