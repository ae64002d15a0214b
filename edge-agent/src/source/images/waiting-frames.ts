import type { FileState } from './read-frame.ts';

/** Frames that may wait for their turn: a camera's jitter, and no more, for what waits is late. */
const mostWaiting = 2;
/** A file that cannot be read and has not changed for so long is no longer being written. */
const settledAfterMs = 3_000;
/** What was taken is told again while the system's word of it is still on its way. */
const mostTaken = 64;

interface Waiting {
  state: FileState;
  /** When it was first seen in this state. */
  sinceMs: number;
  /** Why it could not be read so far. */
  why: string | null;
}

/** Why a file is given up. @param why null: frames come too fast */
export interface GivenUp {
  readonly name: string;
  readonly why: string | null;
}

/** The files that a camera has written and nobody has scored yet, the oldest first. Pure. */
export class WaitingFrames {
  private readonly waiting = new Map<string, Waiting>();
  private readonly taken = new Map<string, FileState>();

  /** The next ones to be read. */
  get names(): readonly string[] {
    return [...this.waiting.keys()];
  }

  /** A file was written. @returns what has to make room */
  offer(name: string, state: FileState, nowMs: number): readonly GivenUp[] {
    const known = this.waiting.get(name);
    if (isSame(known?.state, state) || isSame(this.taken.get(name), state)) return [];
    this.waiting.delete(name);
    this.waiting.set(name, { state, sinceMs: nowMs, why: null });
    const late = [...this.waiting].slice(0, -mostWaiting);
    for (const [old] of late) this.waiting.delete(old);
    return late.map(([old, { why }]) => ({ name: old, why }));
  }

  /** It was removed. */
  forget(name: string): void {
    this.waiting.delete(name);
  }

  /** It was read: written anew it is another frame. */
  take(name: string): void {
    const found = this.waiting.get(name);
    this.waiting.delete(name);
    if (found === undefined) return;
    this.taken.delete(name);
    this.taken.set(name, found.state);
    const [oldest] = this.taken.keys();
    if (this.taken.size > mostTaken && oldest !== undefined) this.taken.delete(oldest);
  }

  /**
   * It could not be read, perhaps because it is still being written.
   * @returns whether it is given up
   */
  fail(name: string, why: string, nowMs: number): boolean {
    const found = this.waiting.get(name);
    if (found === undefined) return false;
    found.why = why;
    // A clock that was set back must not make it wait for ever.
    found.sinceMs = Math.min(found.sinceMs, nowMs);
    if (nowMs - found.sinceMs < settledAfterMs) return false;
    this.take(name);
    return true;
  }
}

const isSame = (a: FileState | undefined, b: FileState): boolean =>
  a?.mtimeMs === b.mtimeMs && a.sizeBytes === b.sizeBytes;
