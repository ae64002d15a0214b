import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

/** Bundles on this device's disk, by their ids. Errors of writing are `StoreError`s. */
export interface Bundles {
  /** The folder that `loadBundle` opens, or null while the bundle is not whole. */
  folderOf(bundle: string): string | null;
  /**
   * Takes a copy of a bundle, so that the one it falls back to outlives whatever is done to that folder.
   * @returns its id
   * @throws BundleError when it is none, StoreError
   */
  importFolder(folder: string): Promise<string>;
  /** Removes a bundle whose files proved damaged, so that they are fetched anew. */
  discard(bundle: string): Promise<void>;
  /**
   * Removes what is neither named nor of a variant that is being fetched.
   * @param keep ids of bundles: the good ones and those under trial, of all streams
   */
  collect(keep: ReadonlySet<string>, fetching: readonly ReleaseVariant[]): Promise<void>;
}
