import { expect, test } from 'vitest';
import { providersText, timeText } from './words.ts';

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
