import { expect, test } from 'vitest';
import { problemText, timeText } from './words.ts';

test.each([
  [null, '–'],
  [undefined, '–'],
  [15.3, '15 µs'],
  [481, '481 µs'],
  [50_000, '50 ms'],
])('%s µs', (us, text) => expect(timeText(us)).toBe(text));

test('a problem says since when, where that is known', () => {
  const since = Date.parse('2026-11-24T12:00:00Z');
  expect(problemText({ code: 'undecided', text: 'The hub cannot decide: No. Do.', since })).toBe(
    'The hub cannot decide: No. Do. Since 2026-11-24 12:00:00.',
  );
  expect(problemText({ code: 'failed', text: 'It fails.' })).toBe('It fails.');
});
