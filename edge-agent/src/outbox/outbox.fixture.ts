import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ack, SeqRange } from '@lookout/shared/protocol/records';
import { defaultOutboxLimits, type OutboxLimits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { rangesOf } from './ranges.ts';
import type { EventBody, ScoreBody } from './record-body.ts';
import type { Batch, Link } from './sender.ts';

export interface SentRecord {
  readonly seq: number;
  readonly replayed: boolean;
  readonly type?: string;
  readonly detail?: string;
  readonly [field: string]: unknown;
}

/** A hub of one line each: it keeps what it is sent and acknowledges what it is told to. */
export class FakeHub implements Link {
  readonly batches: { kind: Batch['kind']; queueId: string; records: SentRecord[] }[] = [];
  window = 16;

  send = async (batch: Batch): Promise<void> => {
    const records = batch.kind === 'events' ? batch.message.records : batch.message.blocks;
    this.batches.push({
      kind: batch.kind,
      queueId: batch.message.queueId,
      records: records as SentRecord[],
    });
  };

  records(kind: Batch['kind']): SentRecord[] {
    return this.batches.filter((b) => b.kind === kind).flatMap((b) => b.records);
  }

  /** Acknowledges every message that came since the last call. @returns how many */
  async acknowledgeNew(outbox: Outbox): Promise<number> {
    await settled();
    const fresh = this.batches.slice(this.acknowledged);
    this.acknowledged = this.batches.length;
    for (const batch of fresh) outbox.acknowledge(ackOf(batch));
    return fresh.length;
  }

  private acknowledged = 0;
}

/** Lets the broker's answers arrive. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export const ackOf = (batch: { queueId: string; records: readonly SentRecord[] }): Ack => ({
  queueId: batch.queueId,
  ranges: rangesOf(batch.records.map((record) => record.seq)),
});

export const stamp = { bootId: 'boot', clock: 'synchronized', clockOffsetMs: null } as const;

/** A small event whose `detail` tells it from others. */
export const event = (detail: string, at: number): EventBody => ({
  type: 'commandResult',
  at,
  sourceAt: null,
  ...stamp,
  commandId: '00000000-0000-4000-8000-000000000000',
  ok: true,
  detail,
});

export const scoreBlock = (at: number, windows = 1): ScoreBody => ({
  stream: 'pump',
  modelDigest: null,
  variant: null,
  at: Array.from({ length: windows }, (_, i) => at + i),
  sourceAt: null,
  score: Array(windows).fill(0.5),
  threshold: Array(windows).fill(4),
  latencyUs: Array(windows).fill(100),
  channels: [],
  values: [],
  expected: [],
});

export interface Bench {
  readonly folder: string;
  readonly outbox: Outbox;
  readonly warnings: string[];
  now: number;
  /** As after a killed process: the files are as they are, nothing was said goodbye to. */
  reopen(limits?: Partial<OutboxLimits>): Outbox;
  dispose(): void;
}

export function openBench(limits: Partial<OutboxLimits> = {}, maxPages?: number): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-outbox-'));
  let count = 0;
  const open = (given: Partial<OutboxLimits>) => {
    const outbox = new Outbox({
      folder,
      limits: { ...defaultOutboxLimits, ...given },
      now: () => bench.now,
      newQueueId: () => `queue-${++count}`,
      stamp: () => stamp,
      warn: (message) => bench.warnings.push(message),
      maxPages,
    });
    opened.push(outbox);
    return outbox;
  };
  const opened: Outbox[] = [];
  const bench = {
    folder,
    warnings: [] as string[],
    now: 1_000_000,
    reopen: (given: Partial<OutboxLimits> = limits) => open(given),
    dispose: () => {
      for (const outbox of opened) outbox.close();
      rmSync(folder, { recursive: true });
    },
  };
  return Object.assign(bench, { outbox: open(limits) });
}

export const seqsOf = (ranges: readonly SeqRange[]): number[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
