import { createHash } from 'node:crypto';
import type { CaptureChunk } from '@lookout/shared/protocol/capture';
import type { Command } from '@lookout/shared/protocol/commands';
import { BytePace } from './byte-pace.ts';
import { indicesOf, type Plan, planCapture } from './plan.ts';
import type { RawRecorder } from './raw-recorder.ts';
import type { Layout } from './row-buffer.ts';

export type CaptureArgs = Extract<Command, { type: 'capture' }>['args'];

export interface CaptureSenderOptions {
  readonly recorder: RawRecorder;
  /** Resolves when the broker has the chunk, rejects when the connection has lost it. */
  readonly send: (capture: string, index: number, chunk: CaptureChunk) => Promise<void>;
  /** Nothing that matters more waits for the line, and there is a connection. */
  readonly mayBegin: () => boolean;
  readonly bytesPerSecond: number;
  readonly now: () => number;
}

interface Job {
  readonly args: CaptureArgs;
  readonly plan: Plan;
  readonly ring: string;
  readonly indices: Iterator<number>;
  readonly expiresAt: number;
  readonly settle: PromiseWithResolvers<string>;
  next: number | undefined;
  sent: number;
}

/**
 * Sends stretches of the ring, one chunk at a time, paced, and only when no record waits. What is on its
 * way when the connection breaks is sent again; whether a chunk was stored only the hub knows, and asks
 * again. Call `tick` several times a second.
 */
export class CaptureSender {
  private readonly jobs: Job[] = [];
  private readonly pace: BytePace;
  private inFlight = false;

  constructor(private readonly options: CaptureSenderOptions) {
    this.pace = new BytePace(options.bytesPerSecond, options.now());
  }

  /**
   * Resolves in words when the last chunk has left. A capture that is already under way begins again with
   * what is asked for now.
   * @throws Error in words
   */
  capture(args: CaptureArgs, expiresAt: number): Promise<string> {
    this.cancel(args.capture, 'it was asked for again');
    const { recorder } = this.options;
    const ring = recorder.sealed(args.stream);
    if (ring === null) throw new Error('the ring of raw rows cannot be read on this device');
    const plan = planCapture(args, {
      ring: ring.id,
      blocks: ring.stretch(args.stream, args.from, args.to),
      held: ring.held(args.stream),
    });
    const indices = indicesOf(plan.wanted);
    const settle = Promise.withResolvers<string>();
    this.jobs.push({
      ...{ args, plan, ring: ring.id, indices, expiresAt, settle },
      ...{ next: indices.next().value, sent: 0 },
    });
    this.tick();
    return settle.promise;
  }

  /** @returns whether there was one */
  cancel(capture: string, why: string): boolean {
    const at = this.jobs.findIndex(({ args }) => args.capture === capture);
    const [job] = at === -1 ? [] : this.jobs.splice(at, 1);
    job?.settle.reject(new Error(why));
    return job !== undefined;
  }

  tick(): void {
    this.pace.refill(this.options.now());
    for (;;) {
      const job = this.jobs[0];
      if (job === undefined || this.inFlight) return;
      if (this.options.now() > job.expiresAt) this.cancel(job.args.capture, 'it has expired');
      else if (job.next === undefined) this.finish(job);
      else if (this.pace.isSpent || !this.options.mayBegin()) return;
      else this.sendNext(job, job.next);
    }
  }

  private finish(job: Job): void {
    this.jobs.shift();
    job.settle.resolve(`${job.sent} of ${job.plan.total} blocks sent`);
  }

  private sendNext(job: Job, index: number): void {
    const chunk = this.chunkOf(job, index);
    if (chunk === null) {
      this.cancel(job.args.capture, 'the ring has let go of these rows meanwhile');
      return;
    }
    this.pace.spend(chunk.data.length);
    this.inFlight = true;
    const done = (arrived: boolean) => {
      this.inFlight = false;
      if (arrived && job.next === index) {
        job.sent += 1;
        job.next = job.indices.next().value;
      }
      this.tick();
    };
    this.options.send(job.args.capture, index, chunk).then(
      () => done(true),
      () => done(false),
    );
  }

  /** Null where not even the channels are known, for every block that was asked for is gone. */
  private chunkOf({ args, plan, ring }: Job, index: number): CaptureChunk | null {
    const { recorder } = this.options;
    const { stream, from } = args;
    const block = recorder.read((present) =>
      present.id === ring ? present.block(stream, plan.firstBlock + index) : null,
    );
    const layout = block?.layout ?? this.layoutAfter(stream, plan, index);
    if (layout === null) return null;
    const body = block?.body ?? new Uint8Array(0);
    return {
      ...{ ring, firstBlock: plan.firstBlock, total: plan.total, stream },
      periodMs: layout.periodMs,
      channels: layout.channels.map(({ name, unit }) => ({ name, unit })),
      rows: block?.rows ?? 0,
      fromAt: block?.fromAt ?? from,
      toAt: block?.toAt ?? from,
      sha256: createHash('sha256').update(body).digest('hex'),
      data: Buffer.from(body).toString('base64'),
    };
  }

  /** Old blocks go first: the last one of the plan is there the longest. */
  private layoutAfter(stream: string, plan: Plan, index: number): Layout | null {
    for (let number = plan.total - 1; number > index; number--) {
      const block = this.options.recorder.read((ring) =>
        ring.block(stream, plan.firstBlock + number),
      );
      if (block !== null) return block.layout;
    }
    return null;
  }
}
