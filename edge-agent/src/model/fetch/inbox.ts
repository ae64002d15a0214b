export interface HeardBlock {
  readonly digest: string;
  /** Of its first unit. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Nobody asks for more at a time; what a hub sends unasked must not fill the memory. */
const mostBlocks = 1024;

/** Blocks between the connection, which tells at once, and the disk, which takes its time. */
export class Inbox {
  private blocks: HeardBlock[] = [];
  private waker: AbortController | null = null;

  constructor(private readonly delay: (delayMs: number, signal: AbortSignal) => Promise<void>) {}

  put(block: HeardBlock): void {
    if (this.blocks.length < mostBlocks) this.blocks.push(block);
    this.wake();
  }

  wake(): void {
    this.waker?.abort();
  }

  clear(): void {
    this.blocks = [];
  }

  take(digest: string): readonly HeardBlock[] {
    const { blocks } = this;
    this.blocks = [];
    return blocks.filter((block) => block.digest === digest);
  }

  /** @returns false when the time passed and nothing came */
  async wait(delayMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.blocks.length > 0 || signal.aborted) return true;
    const waker = new AbortController();
    const stop = () => waker.abort();
    this.waker = waker;
    signal.addEventListener('abort', stop, { once: true });
    await this.delay(delayMs, waker.signal);
    signal.removeEventListener('abort', stop);
    this.waker = null;
    return waker.signal.aborted;
  }
}
