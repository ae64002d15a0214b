import { expect, test } from 'vitest';
import { Batcher, type BatcherOptions } from './batcher.ts';

/** Messages are numbers; each is its own size and its own count of rows. */
function batcher(part: Partial<BatcherOptions<number, number>>) {
  const failures: number[] = [];
  const batches: number[][] = [];
  let recoveries = 0;
  const subject = new Batcher<number, number>({
    gatherMs: 1,
    maxRows: 10,
    maxWaitingBytes: 1000,
    bytesOf: (n) => n,
    decode: (n) => n,
    rowsOf: (n) => n,
    write: async (batch) => {
      batches.push([...batch]);
    },
    retryDelayMs: () => 1,
    onFailure: (_, attempt) => failures.push(attempt),
    onRecovery: () => {
      recoveries += 1;
    },
    ...part,
  });
  return { subject, batches, failures, recoveries: () => recoveries };
}

test('what comes together is written together, up to the limit', async () => {
  const { subject, batches } = batcher({});
  for (const n of [4, 4, 4, 1, 12, 1]) expect(subject.offer(n)).toBe(true);
  await subject.idle();
  expect(batches).toEqual([[4, 4, 4], [1, 12], [1]]);
});

test('what comes while a batch is written makes the next one', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const batches: number[][] = [];
  const { subject } = batcher({
    write: async (batch) => {
      batches.push([...batch]);
      begun.resolve();
      if (batches.length === 1) await gate.promise;
    },
  });
  subject.offer(1);
  await begun.promise;
  subject.offer(2);
  subject.offer(3);
  gate.resolve();
  await subject.idle();
  expect(batches).toEqual([[1], [2, 3]]);
});

test('a batch that fails is written again, the same and before any other', async () => {
  const batches: number[][] = [];
  const { subject, failures, recoveries } = batcher({
    write: async (batch) => {
      batches.push([...batch]);
      if (batches.length === 1) subject.offer(3);
      if (batches.length < 3) throw new Error('down');
    },
  });
  subject.offer(1);
  subject.offer(2);
  await subject.idle();
  expect(batches).toEqual([[1, 2], [1, 2], [1, 2], [3]]);
  expect([failures, recoveries()]).toEqual([[1, 2], 1]);
});

test('memory is bounded: more than the limit is refused until something is taken', async () => {
  const { subject } = batcher({ maxWaitingBytes: 10 });
  expect([6, 5, 4].map((n) => subject.offer(n))).toEqual([true, false, true]);
  expect(subject.backlogBytes).toBe(10);
  await subject.idle();
  expect(subject.offer(6)).toBe(true);
});

test('stop cuts a long back-off short and takes no more', async () => {
  const failed = Promise.withResolvers<void>();
  const { subject } = batcher({
    retryDelayMs: () => 3_600_000,
    write: async () => {
      throw new Error('down');
    },
    onFailure: () => failed.resolve(),
  });
  subject.offer(1);
  await failed.promise;
  await subject.stop();
  expect(subject.offer(1)).toBe(false);
});
