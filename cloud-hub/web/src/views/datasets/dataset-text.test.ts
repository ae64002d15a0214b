import { type Capture, DatasetName } from '@lookout/shared/protocol/datasets';
import { expect, test } from 'vitest';
import { captureText, nameOfFile, periodText, stretchText, suggestedName } from './dataset-text.ts';

test.each([
  [500, 'every 500 ms'],
  [1_000, 'every 1 s'],
  [1_500, 'every 1500 ms'],
  [120_000, 'every 2 min'],
])('%i ms: %s', (ms, text) => expect(periodText(ms)).toBe(text));

const at = (text: string) => Date.parse(`${text}Z`);
test.each([
  [at('2026-03-01T06:00'), at('2026-03-01T12:30'), '2026-03-01 06:00 – 12:30'],
  [at('2026-03-01T06:00'), at('2026-03-02T01:00'), '2026-03-01 06:00 – 2026-03-02 01:00'],
  [null, null, 'no times'],
])('%o to %o: %s', (from, to, text) => expect(stretchText(from, to, 'UTC')).toBe(text));

const capture: Capture = {
  ...{ id: 'c', device: 'pump-1', stream: 'loop', fromAt: 0, toAt: 1, name: 'n', state: 'running' },
  ...{ total: 12, received: 3, receivedBytes: 51_200, detail: null, dataset: null },
  ...{ createdAt: 0, createdBy: 'a', expiresAt: 9, endedAt: null },
};
test.each([
  ['running', {}, true, '3 of 12 blocks, 50.0 KiB'],
  ['asked', { state: 'waiting' }, true, 'asked, nothing has come yet'],
  ['away', { state: 'waiting' }, false, 'waits for the device'],
  ['failed', { state: 'failed', detail: 'the ring is empty' }, true, 'the ring is empty'],
  ['expired', { state: 'expired' }, true, 'expired'],
] satisfies [string, Partial<Capture>, boolean, string][])('%s', (_, part, online, text) => {
  expect(captureText({ ...capture, ...part }, online)).toBe(text);
});

test.each([
  ['rows.csv', 'rows'],
  ['Ünïcode [1] & co.v2.csv', 'Ünïcode 1 co.v2'],
  ['__x.csv', 'x'],
])('a file called %s makes a data set called %s', (file, name) => {
  expect(nameOfFile(file)).toBe(name);
  expect(DatasetName.safeParse(name).success).toBe(true);
});

test('the suggested name is a valid one', () => {
  const name = suggestedName('pump-1', 'loop', at('2026-03-01T14:03'), 'UTC');
  expect(name).toBe('pump-1 loop 2026-03-01 14.03');
  expect(DatasetName.safeParse(name).success).toBe(true);
});
