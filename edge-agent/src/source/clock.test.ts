import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';

const never = new AbortController().signal;

test('a wait is as long as asked', async () => {
  const before = performance.now();
  await systemClock.wait(20, never);
  expect(performance.now() - before).toBeGreaterThan(15);
});

test('a wait ends at once when it is given up, before or meanwhile', async () => {
  await systemClock.wait(1e9, AbortSignal.abort());
  const abort = new AbortController();
  const wait = systemClock.wait(1e9, abort.signal);
  abort.abort();
  await wait;
});
