import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Delivery } from './model/fetch/delivery.ts';
import { FetchError } from './model/fetch/fetch-error.ts';
import { StoreError } from './model/store/store-error.ts';

export interface FetchHooks {
  /** Of all files of the variant together. */
  progress(haveBytes: number): void;
  fetched(): void;
  failed(reason: ReleaseReason): void;
}

/** Fetches one variant at a time; the next one takes the place of the one before. */
export class ReleaseFetch {
  private going = new AbortController();

  constructor(
    private readonly delivery: Delivery,
    private readonly on: FetchHooks,
  ) {}

  stop(): void {
    this.going.abort();
  }

  /** Never rejects but for a defect of ours. */
  async fetch(offer: ReleaseVariant): Promise<void> {
    this.going.abort();
    this.going = new AbortController();
    const { signal } = this.going;
    const onProgress = (haveBytes: number) => {
      if (!signal.aborted) this.on.progress(haveBytes);
    };
    try {
      await this.delivery.fetch(offer, { signal, onProgress });
      if (!signal.aborted) this.on.fetched();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof StoreError)) throw error;
      this.on.failed({ code: error.code, text: error.message.slice(0, 512) });
    }
  }
}
