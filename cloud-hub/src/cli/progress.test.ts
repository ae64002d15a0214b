import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

function watch(stream: { isTTY?: boolean; columns?: number }, clock: () => number = () => 0) {
  const written: string[] = [];
  const progress = new Progress(
    'Training',
    { ...stream, write: (text) => written.push(text) },
    clock,
  );
  return { progress, written };
}

test('elsewhere than on a terminal, a line every 10 %', () => {
  const { progress, written } = watch({});
  for (let step = 1; step <= 200; step++) progress.update(step / 200, `step ${step}`);
  progress.finish();
  expect(written).toHaveLength(11);
  expect(written[0]).toBe('Training: 0 %, step 1\n');
  expect(written.at(-1)).toBe('Training: 100 %, step 200\n');
});

test('on a terminal, one line that redraws itself, with the time left, and is cleared', () => {
  let now = 0;
  const { progress, written } = watch({ isTTY: true, columns: 60 }, () => now);
  now = 10_000;
  progress.update(0.25, 'step 375 of 1500');
  progress.update(0.2501, 'step 376 of 1500');
  progress.finish();
  expect(written).toHaveLength(2);
  expect(written[0]).toContain('█████░░░░░░░░░░░░░░░ 25 % · 30 s left · step');
  expect(written[0]?.length).toBeLessThanOrEqual(60 + '\r\u001b[K'.length);
  expect(written[1]).toBe('\r\u001b[K');
});
