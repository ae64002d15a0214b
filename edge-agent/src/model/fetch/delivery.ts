import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

export interface DeliveryHooks {
  /** Stops at once, on a hold or when another assignment has come; what is there stays for the next time. */
  readonly signal: AbortSignal;
  /** Of all files of the variant together; called on every change. */
  readonly onProgress: (haveBytes: number, totalBytes: number) => void;
}

/** Brings a variant's files into the store. */
export interface Delivery {
  /**
   * Resolves with the bundle's folder once every file is on disk and is the one that was signed. Goes on
   * through lost connections and, called again, where an earlier call or run of the agent stopped. One
   * variant is fetched at a time; the next call waits.
   * @throws FetchError; `signal.reason` when it was aborted
   */
  fetch(variant: ReleaseVariant, hooks: DeliveryHooks): Promise<string>;
}
