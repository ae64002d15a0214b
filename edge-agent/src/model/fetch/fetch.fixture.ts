import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { type BlocksRequest, unitBytes } from '@lookout/shared/protocol/blocks';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { writeToyBundle } from '../../../../test/support/toy-bundle.ts';
import type { HeardBlock } from './inbox.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that goes on only while somebody waits for it: the disk's own time is none. */
export class SimulatedTime {
  nowMs = 0;
  private timers: Timer[] = [];
  private waiting = 0;

  after(delayMs: number, run: () => void): Timer {
    const timer = { at: this.nowMs + delayMs, run };
    this.timers.push(timer);
    return timer;
  }

  readonly wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      this.waiting += 1;
      const done = () => {
        signal.removeEventListener('abort', done);
        this.timers = this.timers.filter((one) => one !== timer);
        this.waiting -= 1;
        resolve();
      };
      const timer = this.after(delayMs, done);
      signal.addEventListener('abort', done, { once: true });
    });

  get isIdle(): boolean {
    return this.waiting > 0;
  }

  /** Goes on to the next moment at which something happens, until `over` says so. */
  async run(over: () => boolean): Promise<void> {
    while (!over()) {
      const next = this.timers.toSorted((a, b) => a.at - b.at)[0];
      if (this.waiting > 0 && next !== undefined) {
        this.nowMs = Math.max(this.nowMs, next.at);
        this.timers = this.timers.filter((one) => one !== next);
        next.run();
      }
      await setImmediate();
    }
  }
}

export interface LinkFaults {
  readonly bytesPerSecond: number;
  readonly delayMs: number;
  /** Shares of messages. */
  readonly loss: number;
  readonly twice: number;
  /** Up to so much later than its turn. */
  readonly jitterMs: number;
}

/** A hub at the end of a line that loses, repeats and reorders. */
export class FakeHub {
  readonly requests: { readonly at: number; readonly message: BlocksRequest }[] = [];
  sentBytes = 0;
  isDown = false;
  /** Changes what is sent. */
  spoil: (block: HeardBlock) => HeardBlock = (block) => block;
  deliver: (block: HeardBlock) => void = () => {};
  private queue: HeardBlock[] = [];
  private isSending = false;
  private freeAt = 0;

  constructor(
    private readonly time: SimulatedTime,
    readonly files: Map<string, Uint8Array>,
    private readonly random: () => number,
    private readonly faults: LinkFaults,
  ) {}

  readonly request = async (message: BlocksRequest): Promise<void> => {
    if (this.isDown) throw new Error('not connected');
    this.requests.push({ at: this.time.nowMs, message });
    if (this.random() < this.faults.loss) return;
    this.time.after(this.faults.delayMs / 2, () => {
      // A request takes the place of those before, or adds to them.
      this.queue = [...(message.adds === true ? this.queue : []), ...this.blocksOf(message)];
      if (!this.isSending) this.sendNext();
    });
    await new Promise<void>((resolve) => this.time.after(this.faults.delayMs, resolve));
  };

  private sendNext(): void {
    const block = this.queue.shift();
    this.isSending = block !== undefined;
    if (block === undefined) return;
    this.freeAt = Math.max(this.freeAt, this.time.nowMs);
    this.freeAt += (1000 * block.bytes.length) / this.faults.bytesPerSecond;
    this.time.after(this.freeAt - this.time.nowMs, () => {
      this.send(block);
      this.sendNext();
    });
  }

  private blocksOf({ digest, missing, unitsPerBlock }: BlocksRequest): HeardBlock[] {
    const file = this.files.get(digest);
    if (file === undefined) return [{ digest, index: 0, bytes: new Uint8Array(0) }];
    return missing.flatMap(([from, to]) => {
      const blocks: HeardBlock[] = [];
      for (let index = from; index <= to; index += unitsPerBlock) {
        const end = Math.min(index + unitsPerBlock, to + 1);
        blocks.push({ digest, index, bytes: file.subarray(index * unitBytes, end * unitBytes) });
      }
      return blocks;
    });
  }

  private send(block: HeardBlock): void {
    const { loss, twice, delayMs, jitterMs } = this.faults;
    this.sentBytes += block.bytes.length;
    if (this.random() < loss) return;
    const sent = this.spoil(block);
    const once = () => {
      const late = delayMs / 2 + this.random() * jitterMs;
      this.time.after(late, () => this.deliver(sent));
    };
    once();
    if (this.random() < twice) once();
  }
}

export interface BigBundle {
  readonly variant: ReleaseVariant;
  readonly files: Map<string, Uint8Array>;
  readonly totalBytes: number;
}

/** A toy bundle whose model is so many random bytes: it is delivered, not run. */
export function bigBundle(folder: string, modelBytes: number): BigBundle {
  const toy = writeToyBundle(folder, { channels: [{ name: 'a', mean: 0, sd: 1 }] });
  const model = randomBytes(modelBytes);
  const entry = { sha256: sha256Hex(model), sizeBytes: model.length };
  const manifest = { ...toy.manifest, files: { ...toy.manifest.files, 'model.onnx': entry } };
  writeFileSync(join(folder, 'model.onnx'), model);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return bundleIn(folder);
}

/** The bundle of a folder, as a release would name it. */
export function bundleIn(folder: string): BigBundle {
  const files = new Map<string, Uint8Array>();
  const take = (name: string) => {
    const bytes = readFileSync(join(folder, name));
    files.set(sha256Hex(bytes), bytes);
    return { sha256: sha256Hex(bytes), sizeBytes: bytes.length };
  };
  const entries = {
    'manifest.json': take('manifest.json'),
    'model.onnx': take('model.onnx'),
    'golden.json': take('golden.json'),
    'baselines.json': take('baselines.json'),
  };
  const variant: ReleaseVariant = {
    name: 'cpu-small',
    bundle: entries['manifest.json'].sha256,
    files: entries,
    providers: ['cpu'],
    thresholds: { raiseLevel: 6, clearLevel: 3, falseAlarmRate: 0.01, alarmsPerDay: null },
    evaluation: null,
  };
  const totalBytes = Object.values(entries).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { variant, files, totalBytes };
}
