import { beforeAll, expect, test } from 'vitest';
import { quickRequest, simulatedRecording } from '../bundle/loop.fixture.ts';
import { trainBundle } from '../bundle/train-bundle.ts';
import { type Base, openBase } from './base.ts';
import { judgingSetOf } from './judging-set-of.ts';

const normal = simulatedRecording(1200);
const leak = { fault: 'leak', severity: 1, fromRow: 100, toRow: 200 } as const;
const faulty = simulatedRecording(400, { run: 2, faults: [leak] });
let base: Base;
beforeAll(async () => {
  base = openBase(await trainBundle(quickRequest([normal])), [normal]);
});

test('labelled recordings are judged on as they are', () => {
  const { set, windows } = judgingSetOf(base, [{ path: 'leak.csv', recording: faulty }], 1);
  expect(set).toMatchObject({ source: 'labelled', judge: [faulty] });
  expect(windows.events.flat()).toHaveLength(1);
});

test('without them faults are injected into the later normal rows', () => {
  const { set, windows } = judgingSetOf(base, [], 1);
  expect(set.source).toBe('injected');
  expect(windows.events.flat().length).toBeGreaterThan(7);
});

test.each([
  ['no anomalous', { ...normal, labels: new Uint8Array(1200) }, /a\.csv: no anomalous window/],
  ['no normal', { ...normal, labels: new Uint8Array(1200).fill(1) }, /a\.csv: no normal window/],
])('a labelled file with %s rows is refused by name', (_, recording, message) => {
  const labelled = [{ path: 'a.csv', recording }];
  expect(() => judgingSetOf(base, labelled, 1)).toThrow(message);
});

test('rows too few for a fault are refused with what is needed', () => {
  const broken = { ...normal, breakBefore: normal.breakBefore.map((_, row) => (row % 15 ? 0 : 1)) };
  const short = { ...base, rows: { ...base.rows, calibrate: [broken] } };
  expect(() => judgingSetOf(short, [], 1)).toThrow(/at least 40 rows without a gap/);
});
