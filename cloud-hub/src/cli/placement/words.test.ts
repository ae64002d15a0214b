import { expect, test } from 'vitest';
import { problemText, providersText, timeText } from './words.ts';

test.each([
  [null, '–'],
  [undefined, '–'],
  [15.3, '15 µs'],
  [481, '481 µs'],
  [50_000, '50 ms'],
])('%s µs', (us, text) => expect(timeText(us)).toBe(text));

test('providers, and why those that the runtime names besides are not used', () => {
  const unusableProviders = [{ provider: 'cuda', why: 'no CUDA-capable device' }];
  expect(providersText({ providers: ['cpu', 'webgpu'], unusableProviders })).toBe(
    'Providers: runs on cpu, webgpu; not on cuda: no CUDA-capable device',
  );
  expect(providersText({ providers: [], unusableProviders: [] })).toBe(
    'Providers: runs on none that is known yet',
  );
});

test('a problem says since when, where that is known', () => {
  const since = Date.parse('2026-11-24T12:00:00Z');
  expect(problemText({ code: 'undecided', text: 'The hub cannot decide: No. Do.', since })).toBe(
    'The hub cannot decide: No. Do. Since 2026-11-24 12:00:00.',
  );
  expect(problemText({ code: 'failed', text: 'It fails.' })).toBe('It fails.');
});
