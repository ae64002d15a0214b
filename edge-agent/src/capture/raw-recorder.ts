import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../source/source.ts';
import { Ring } from './ring.ts';
import { isDamaged, isFileFault, isFull } from './ring-error.ts';
import { excessBytes, type RingLimits, rowsPerBlock } from './ring-limits.ts';
import { type Layout, RowBuffer } from './row-buffer.ts';

export interface RecorderOptions {
  /** Holds `samples.sqlite`; must exist and be ours alone. */
  readonly folder: string;
  readonly limits: RingLimits;
  readonly now: () => number;
  readonly newId: () => string;
  /** Of the disk that holds the folder; null where that cannot be told. */
  readonly freeBytes: () => number | null;
  readonly warn: (message: string) => void;
}

/** A killed agent loses the rows of so long. */
const writeEveryMs = 5_000;
const sweepEveryMs = 10_000;

/**
 * Keeps the raw rows of all streams for a while; of frames the means of their colors, for they lie in a folder
 * already and the ring is a thousand times too small. Nothing of it throws: a disk that fails or is full costs
 * rows here, and nothing elsewhere.
 */
export class RawRecorder {
  private ring: Ring | null = null;
  private readonly waiting = new Map<string, { layout: Layout; buffer: RowBuffer }>();
  private wroteAt: number;
  private sweptAt = Number.NEGATIVE_INFINITY;
  /** The disk is too full for rows. */
  private tight = false;
  private complaint: string | null = null;

  constructor(private readonly options: RecorderOptions) {
    this.wroteAt = options.now();
    this.open();
  }

  /** @param layout the same object as long as it is the same detector's */
  keep(stream: string, layout: Layout, sample: Sample): void {
    let entry = this.waiting.get(stream);
    if (entry === undefined || entry.layout !== layout) {
      if (entry !== undefined) this.write();
      entry = { layout, buffer: new RowBuffer(layout.channels.length) };
      this.waiting.set(stream, entry);
    }
    entry.buffer.push(sample);
    if (entry.buffer.rows >= rowsPerBlock(layout.channels.length)) this.write();
  }

  /** Call it about once a second. */
  tick(): void {
    const now = this.options.now();
    if (Math.abs(now - this.wroteAt) >= writeEveryMs) this.write();
    if (Math.abs(now - this.sweptAt) >= sweepEveryMs) this.sweep(now);
  }

  /** Everything of a stream up to now, in blocks. Null while there is no file to read. */
  sealed(stream: string): Ring | null {
    this.write();
    this.attempt((ring) => ring.seal({ stream }));
    return this.ring;
  }

  /** Reads from the ring. Null where there is none, or it fails. */
  read<T>(work: (ring: Ring) => T): T | null {
    let result: T | null = null;
    this.attempt((ring) => {
      result = work(ring);
    });
    return result;
  }

  close(): void {
    this.write();
    this.ring?.close();
    this.ring = null;
  }

  private write(): void {
    this.wroteAt = this.options.now();
    const batches = [...this.waiting].map(([stream, { layout, buffer }]) => ({
      stream,
      layout,
      columns: buffer.columns(),
    }));
    this.waiting.clear();
    if (!this.tight && batches.length > 0) this.attempt((ring) => ring.append(batches));
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    if (this.ring === null) this.open();
    const { limits, freeBytes } = this.options;
    const free = freeBytes();
    this.tight = free !== null && free < limits.keepFreeBytes;
    if (this.tight) this.complain('the disk is almost full: raw rows are not kept');
    this.attempt((ring) => {
      if (this.tight) ring.seal({ before: Number.POSITIVE_INFINITY });
      ring.dropBefore(now - limits.maxAgeMs);
      const excess = excessBytes(limits, ring.usedBytes(), free);
      if (excess > 0) ring.dropOldest(excess);
      if (this.tight) ring.shrink();
    });
  }

  private open(): void {
    const { folder, limits, newId } = this.options;
    try {
      this.ring = new Ring(join(folder, fileName), limits, newId);
    } catch (error) {
      if (isFileFault(error) && !isDamaged(error)) this.complain(error.message);
      else this.beginAnew(error);
    }
  }

  private attempt(work: (ring: Ring) => void): void {
    if (this.ring === null) return;
    try {
      this.withRoom(this.ring, work);
      if (!this.tight) this.complaint = null;
    } catch (error) {
      if (isFileFault(error) && !isDamaged(error)) this.complain(error.message);
      else this.beginAnew(error);
    }
  }

  /** The ring's own limit is no failure: the oldest makes room. */
  private withRoom(ring: Ring, work: (ring: Ring) => void): void {
    try {
      work(ring);
    } catch (error) {
      if (!isFull(error) || ring.dropOldest(this.options.limits.maxBytes / 10) === 0) throw error;
      work(ring);
    }
  }

  /** It is history that nothing depends on: what cannot be read is not worth the room it takes. */
  private beginAnew(reason: unknown): void {
    const { folder, limits, newId } = this.options;
    this.complain(
      `${reason instanceof Error ? reason.message : String(reason)}; its ring of raw rows begins anew`,
    );
    this.ring?.close();
    this.ring = null;
    const path = join(folder, fileName);
    try {
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(path + suffix)) rmSync(path + suffix);
      this.ring = new Ring(path, limits, newId);
    } catch (error) {
      this.complain(String(error));
    }
  }

  /** Every failure once; its repetition is no news. */
  private complain(message: string): void {
    if (message !== this.complaint) this.options.warn(`${fileName}: ${message}`);
    this.complaint = message;
  }
}

const fileName = 'samples.sqlite';
