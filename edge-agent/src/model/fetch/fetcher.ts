import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import { type BlocksRequest, unitsOf } from '@lookout/shared/protocol/blocks';
import type { IndexRange } from '@lookout/shared/protocol/capture';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { BundleStore } from '../store/bundle-store.ts';
import type { FileEntry, Part } from '../store/part.ts';
import { StoreError } from '../store/store-error.ts';
import type { Delivery, DeliveryHooks } from './delivery.ts';
import { FetchError } from './fetch-error.ts';
import { InFlight } from './in-flight.ts';
import { Inbox } from './inbox.ts';
import {
  afterBlock,
  afterReconnect,
  afterRepeated,
  afterRequest,
  afterSilence,
  firstPace,
  type Pace,
  timeoutMs,
} from './pace.ts';
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

interface Line {
  readonly part: Part;
  readonly flight: InFlight;
  /** A request could not be sent. */
  isLost: boolean;
}

/** Asks the hub for a variant's files, about a second of the link ahead, and puts them into the store. */
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

  /** Until the file is there: as much as the pace allows is on its way all the time. */
  private async fill(part: Part, have: Have, { signal, onProgress }: DeliveryHooks): Promise<void> {
    const line: Line = { part, flight: new InFlight(), isLost: false };
    const tell = () => {
      have.set(part.entry, part.haveBytes, false);
      onProgress(have.haveBytes, have.totalBytes);
    };
    let [refusals, lost] = [0, 0];
    this.inbox.open(part.entry.sha256);
    tell();
    while (!part.isWhole) {
      signal.throwIfAborted();
      this.ask(line);
      const outcome = await this.hear(line, signal);
      if (outcome === 'came') {
        [refusals, lost] = [0, 0];
        tell();
      } else if (outcome === 'refused') {
        refusals += 1;
        if (refusals >= mostRefusals)
          throw new FetchError(
            'unavailable',
            `the hub said ${refusals} times that it does not have the file`,
          );
        await this.pause(refusalPause.firstMs * 2 ** Math.min(refusals - 1, 4), signal);
      } else if (outcome === 'lost') {
        const pauseMs = fullJitterMs(lost, this.options.random(), reconnectPause) + 1_000;
        await this.inbox.wait(pauseMs, signal);
        lost += 1;
      }
    }
  }

  /** Adds to what is on its way, when there is room for some of it. */
  private ask(line: Line): void {
    const { part, flight } = line;
    const { units, unitsPerBlock } = this.pace;
    const room = units - flight.count;
    if (flight.count > 0 && room < Math.max(unitsPerBlock, units / 4)) return;
    const most = Math.max(1, Math.floor(room / unitsPerBlock) * unitsPerBlock);
    const missing = rangesOf(missingOf(part, flight, most), 64);
    if (missing.length === 0) return;
    const adds = flight.count > 0;
    const askedAt = this.options.monotonicMs();
    flight.ask(missing.flatMap(unitsIn), askedAt);
    const message = { digest: part.entry.sha256, missing, unitsPerBlock };
    const acknowledged = () => {
      this.pace = afterRequest(this.pace, this.options.monotonicMs() - askedAt);
    };
    const lost = () => {
      line.isLost = true;
      this.inbox.wake();
    };
    this.options.request(adds ? { ...message, adds } : message).then(acknowledged, lost);
  }

  /** What comes next: blocks, a word that there are none, silence, or the end or the return of the line. */
  private async hear(
    line: Line,
    signal: AbortSignal,
  ): Promise<'came' | 'refused' | 'lost' | 'nothing'> {
    const woken = await this.inbox.wait(timeoutMs(this.pace), signal);
    signal.throwIfAborted();
    if (woken === 'blocks') return this.takeAll(line);
    line.flight.clear();
    const { isLost } = line;
    line.isLost = false;
    this.pace = woken === 'time' ? afterSilence(this.pace) : afterReconnect(this.pace);
    return isLost ? 'lost' : 'nothing';
  }

  private async takeAll({ part, flight }: Line): Promise<'came' | 'refused' | 'nothing'> {
    const at = this.options.monotonicMs();
    let came = false;
    for (const block of this.inbox.take()) {
      if (block.bytes.length === 0) {
        flight.clear();
        return 'refused';
      }
      const bytes = await takeBlock(part, flight.asked, block);
      const asked = bytes === 0 ? null : flight.came(block.index, unitsOf(block.bytes.length));
      came ||= bytes > 0;
      if (asked === null) this.pace = afterRepeated(this.pace, at);
      else {
        const arrival = { at, askedAt: asked.at, askedAgain: asked.again, bytes };
        this.pace = afterBlock(this.pace, arrival);
        flight.giveUp(asked.at, at - timeoutMs(this.pace));
      }
    }
    return came ? 'came' : 'nothing';
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

/** The first that are neither there nor on their way. */
function missingOf(part: Part, flight: InFlight, count: number): number[] {
  const found: number[] = [];
  for (let unit = 0; unit < part.units && found.length < count; unit++)
    if (!part.has(unit) && !flight.has(unit)) found.push(unit);
  return found;
}

const unitsIn = ([from, to]: IndexRange): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
