import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import type { BlocksRequest } from '@lookout/shared/protocol/blocks';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { BundleStore } from '../store/bundle-store.ts';
import type { FileEntry, Part } from '../store/part.ts';
import { StoreError } from '../store/store-error.ts';
import type { Delivery, DeliveryHooks } from './delivery.ts';
import { FetchError } from './fetch-error.ts';
import { Inbox } from './inbox.ts';
import { firstPace, nextWindow, type Pace, type Round, timeoutMs } from './pace.ts';
import { rangesOf } from './ranges.ts';
import { takeBlock } from './take-block.ts';

export interface FetcherOptions {
  readonly store: BundleStore;
  /** `blocks/request`; rejects without a connection. */
  readonly request: (message: BlocksRequest) => Promise<void>;
  /** A clock that is never set, ms. */
  readonly monotonicMs: () => number;
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Of [0, 1). */
  readonly random: () => number;
}

/** "Not available" so often in a row, over some four minutes, is taken for an answer. */
const mostRefusals = 10;
const refusalPause = { firstMs: 2_000, mostMs: 60_000 };
const reconnectPause = { firstMs: 4_000, mostMs: 60_000 };
const keepFreeBytes = 1024 * 1024;

/** Asks the hub for a variant's files, about a second of the link at a time, and puts them into the store. */
export class Fetcher implements Delivery {
  private readonly inbox: Inbox;
  private pace: Pace = firstPace;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FetcherOptions) {
    this.inbox = new Inbox(options.wait);
  }

  /** A block as the uplink hears it: `parts` of its topic are digest and index. */
  heard([digest = '', index = '']: readonly string[], bytes: Uint8Array): void {
    if (/^\d{1,7}$/.test(index)) this.inbox.put({ digest, index: Number(index), bytes });
  }

  /** What was on its way is gone: it is asked for at once. */
  connected(): void {
    this.inbox.wake();
  }

  fetch(variant: ReleaseVariant, hooks: DeliveryHooks): Promise<string> {
    const mine = this.turn.then(() => this.fetchVariant(variant, hooks));
    this.turn = mine.catch(() => {});
    return mine;
  }

  private async fetchVariant(variant: ReleaseVariant, hooks: DeliveryHooks): Promise<string> {
    const { store } = this.options;
    try {
      hooks.signal.throwIfAborted();
      await store.prepare();
      const there = await this.whatIsThere(variant);
      const { 'manifest.json': manifest, ...others } = variant.files;
      for (const entry of [manifest, ...Object.values(others)]) {
        if (!there.has(entry)) await this.fetchFile(entry, there, hooks);
        if (entry === manifest && !(await store.agrees(variant)))
          throw new FetchError(
            'digest',
            'the manifest names other files than the release: sign it anew',
          );
      }
      return await store.assemble(variant.bundle, variant.files);
    } catch (error) {
      if (error instanceof StoreError)
        throw new FetchError('diskFull', error.message, { cause: error });
      throw error;
    }
  }

  /** Bytes by file. @throws FetchError `diskFull` where the rest has no room */
  private async whatIsThere({ files }: ReleaseVariant): Promise<Have> {
    const { store } = this.options;
    const have = new Have(Object.values(files));
    for (const entry of Object.values(files)) {
      if (await store.hasFile(entry)) have.set(entry, entry.sizeBytes);
      else {
        const part = await store.openPart(entry);
        have.set(entry, part.haveBytes, false);
        await part.close();
      }
    }
    const free = store.freeBytes;
    const needed = have.totalBytes - have.haveBytes + keepFreeBytes;
    if (free !== null && free < needed)
      throw new FetchError(
        'diskFull',
        `${have.totalBytes - have.haveBytes} bytes are to come and ${keepFreeBytes} stay free, ` +
          `the disk has ${free}: free some space in dataDir`,
      );
    return have;
  }

  /** A file that is not the right one is fetched once more, from nothing. */
  private async fetchFile(entry: FileEntry, have: Have, hooks: DeliveryHooks): Promise<void> {
    const { store } = this.options;
    for (let attempt = 0; attempt < 2; attempt++) {
      const part = await store.openPart(entry);
      try {
        await this.fill(part, have, hooks);
      } catch (error) {
        // A full disk may not take the sidecar either; it is as it was last saved.
        await part.save().catch(() => {});
        await part.close();
        throw error;
      }
      if (await store.finish(part)) return have.set(entry, entry.sizeBytes);
    }
    throw new FetchError(
      'digest',
      `what the hub sent twice as ${entry.sha256.slice(0, 12)}… is not the file that was signed`,
    );
  }

  private async fill(part: Part, have: Have, { signal, onProgress }: DeliveryHooks): Promise<void> {
    const asked = new Set<number>();
    const tell = () => {
      have.set(part.entry, part.haveBytes, false);
      onProgress(have.haveBytes, have.totalBytes);
    };
    let refusals = 0;
    let lost = 0;
    tell();
    while (!part.isWhole) {
      signal.throwIfAborted();
      const outcome = await this.round(part, asked, tell, signal);
      if (outcome === 'refused') {
        refusals += 1;
        if (refusals >= mostRefusals)
          throw new FetchError(
            'unavailable',
            `the hub said ${refusals} times that it does not have the file`,
          );
        await this.pause(refusalPause.firstMs * 2 ** Math.min(refusals - 1, 4), signal);
      } else if (outcome === 'lost') {
        await this.inbox.wait(
          fullJitterMs(lost, this.options.random(), reconnectPause) + 1_000,
          signal,
        );
        lost += 1;
      } else if (outcome !== 'again') {
        lost = 0;
        if (outcome.kind === 'came') refusals = 0;
        this.pace = nextWindow(this.pace, outcome);
      }
    }
  }

  /** One request and what comes of it, until all is there, nothing comes any more, or it is lost. */
  private async round(
    part: Part,
    asked: Set<number>,
    tell: () => void,
    signal: AbortSignal,
  ): Promise<Round | 'refused' | 'lost' | 'again'> {
    const { request, monotonicMs } = this.options;
    const { units, unitsPerBlock } = this.pace;
    const wanted = rangesOf(part.missing(units), 64);
    for (const [from, to] of wanted) for (let unit = from; unit <= to; unit++) asked.add(unit);
    const digest = part.entry.sha256;
    this.inbox.open(digest);
    const startedAt = monotonicMs();
    try {
      await request({ digest, missing: wanted, unitsPerBlock });
    } catch {
      return 'lost';
    }
    const isDone = () => wanted.every(([from, to]) => hasAll(part, from, to));
    const came = { bytes: 0, firstBytes: 0, firstMs: 0, lastMs: 0 };
    const askedAgain = this.pace.silences > 0;
    while (!isDone()) {
      const woken = await this.inbox.wait(timeoutMs(this.pace), signal);
      signal.throwIfAborted();
      if (woken === 'called' && came.bytes === 0) return 'again';
      if (woken !== 'blocks') break;
      const blocks = this.inbox.take();
      for (const block of blocks) {
        if (block.bytes.length === 0 && came.bytes === 0) return 'refused';
        const bytes = await takeBlock(part, asked, block);
        if (bytes === 0) continue;
        came.lastMs = monotonicMs() - startedAt;
        if (came.bytes === 0) Object.assign(came, { firstBytes: bytes, firstMs: came.lastMs });
        came.bytes += bytes;
      }
      tell();
    }
    return came.bytes === 0
      ? { kind: 'silent' }
      : { kind: 'came', askedAgain, complete: isDone(), ...came };
  }

  private async pause(delayMs: number, signal: AbortSignal): Promise<void> {
    await this.options.wait(delayMs * (0.75 + this.options.random() / 2), signal);
  }
}

/** Bytes that are on the disk, of all files of a variant. */
class Have {
  readonly totalBytes: number;
  private readonly bytes = new Map<string, number>();
  private readonly whole = new Set<string>();

  constructor(entries: readonly FileEntry[]) {
    this.totalBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get haveBytes(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  has({ sha256 }: FileEntry): boolean {
    return this.whole.has(sha256);
  }

  set({ sha256 }: FileEntry, bytes: number, whole = true): void {
    this.bytes.set(sha256, bytes);
    if (whole) this.whole.add(sha256);
  }
}

function hasAll(part: Part, from: number, to: number): boolean {
  for (let unit = from; unit <= to; unit++) if (!part.has(unit)) return false;
  return true;
}
