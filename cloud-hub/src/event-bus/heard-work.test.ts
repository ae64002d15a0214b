import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeardWork } from './heard-work.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Each work waits to be let go on. */
function gated() {
  const begun: PromiseWithResolvers<void>[] = [];
  const warned: string[] = [];
  const log = { warn: (line: string) => warned.push(line) };
  const heard = new HeardWork('works', log, () => {
    const gate = Promise.withResolvers<void>();
    begun.push(gate);
    return gate.promise;
  });
  return { heard, begun, warned };
}

test('news that come close together are worked on once, those that come meanwhile after it', async () => {
  const { heard, begun } = gated();
  heard.hear();
  heard.hear();
  await vi.advanceTimersByTimeAsync(299);
  expect(begun).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toHaveLength(1);
  heard.hear();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toHaveLength(1);
  begun[0]?.resolve();
  await vi.advanceTimersByTimeAsync(300);
  expect(begun).toHaveLength(2);
  begun[1]?.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toHaveLength(2);
});

test('works go one after the other, and one that fails keeps none', async () => {
  const { heard, begun, warned } = gated();
  heard.hear();
  await vi.advanceTimersByTimeAsync(300);
  const asked = vi.fn(async () => undefined);
  const done = heard.queue(asked);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).not.toHaveBeenCalled();
  begun[0]?.reject(new Error('the database is away'));
  await done;
  expect(asked).toHaveBeenCalledOnce();
  expect(warned).toEqual(['works wait: Error: the database is away']);
});

test('a stop waits for what was begun and lets nothing more begin', async () => {
  const { heard, begun } = gated();
  heard.hear();
  await vi.advanceTimersByTimeAsync(300);
  heard.hear();
  const later = vi.fn(async () => undefined);
  void heard.queue(later);
  const stopped = vi.fn();
  const stop = heard.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stopped).not.toHaveBeenCalled();
  begun[0]?.resolve();
  await stop;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toHaveLength(1);
  expect(later).not.toHaveBeenCalled();
});
