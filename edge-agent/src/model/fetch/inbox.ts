export interface HeardBlock {
  readonly digest: string;
  /** Of its first unit. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Nobody asks for more at a time; what a hub sends unasked must not fill the memory. */
const mostBlocks = 1024;

/** Why a wait is over. */
export type Woken = 'blocks' | 'called' | 'time';

/** Blocks of one file between the connection, which tells at once, and the disk, which takes its time. */
export class Inbox {
  private digest: string | null = null;
  private blocks: HeardBlock[] = [];
  private waker: AbortController | null = null;
  private isCalled = false;

  constructor(private readonly delay: (delayMs: number, signal: AbortSignal) => Promise<void>) {}

  /** From now on blocks of this file are taken, those of others left out. */
  open(digest: string): void {
    this.digest = digest;
    this.blocks = [];
    this.isCalled = false;
  }

  put(block: HeardBlock): void {
    if (block.digest !== this.digest || this.blocks.length >= mostBlocks) return;
    this.blocks.push(block);
    this.waker?.abort();
  }

  /** Ends the wait, or the next one when nobody waits. */
  wake(): void {
    this.isCalled = true;
    this.waker?.abort();
  }

  take(): readonly HeardBlock[] {
    const { blocks } = this;
    this.blocks = [];
    return blocks;
  }

  /** A call comes before blocks: they may be the last of a line that is gone. */
  async wait(delayMs: number, signal: AbortSignal): Promise<Woken> {
    const waker = new AbortController();
    const stop = () => waker.abort();
    if (!this.isCalled && this.blocks.length === 0 && !signal.aborted) {
      this.waker = waker;
      signal.addEventListener('abort', stop, { once: true });
      await this.delay(delayMs, waker.signal);
      signal.removeEventListener('abort', stop);
      this.waker = null;
    }
    const { isCalled } = this;
    this.isCalled = false;
    return isCalled ? 'called' : this.blocks.length > 0 ? 'blocks' : 'time';
  }
}
