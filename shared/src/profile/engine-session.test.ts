import { expect, test } from 'vitest';
import { peakRssIn } from './engine-session.ts';

test('the high-water mark is read where Linux tells it', () => {
  const status = 'Name:\tnode\nVmPeak:\t 9000 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 1000 kB\n';
  expect(peakRssIn(status)).toBe(1234 * 1024);
  expect(peakRssIn('Name:\tnode\nThreads:\t7\n')).toBeNull();
});
