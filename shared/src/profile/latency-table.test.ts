import { expect, test } from 'vitest';
import { entryOf } from './entry.fixture.ts';
import { findEntry, type LatencyTable, readLatencyTable } from './latency-table.ts';

const table: LatencyTable = {
  format: 1,
  measuredAt: 1_700_000_000_000,
  device: {
    ...{ model: 'a board', cores: 2, arch: 'arm64', os: 'Linux 6.1', memoryBytes: 4e9 },
    ...{ ortVersion: '1.30.0', providers: ['cpu'] },
  },
  entries: [entryOf({}), entryOf({ batch: 32, p50Ms: 1 }), entryOf({ p50Ms: 0.06 })],
};

test('a table survives its file', () => {
  expect(readLatencyTable(JSON.stringify(table))).toEqual(table);
});

test.each([
  ['{"format":1', 'malformed', 'not JSON'],
  ['[]', 'malformed', 'no latency table'],
  [JSON.stringify({ ...table, format: 2 }), 'newerFormat', 'update Lookout'],
  [
    JSON.stringify({ ...table, entries: [{ ...entryOf({}), p50Ms: -1 }] }),
    'malformed',
    'entries.0.p50Ms',
  ],
])('%s is refused in words', (text, code, words) => {
  expect(() => readLatencyTable(text)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  );
});

test.each([
  ['the newest of its setting', '2'.repeat(64), 1, 0.06],
  ['another batch', '2'.repeat(64), 32, 1],
  ['another shape', '3'.repeat(64), 1, undefined],
])('finds %s', (_, shapeKey, batch, p50Ms) => {
  expect(findEntry(table, shapeKey, { provider: 'cpu', threads: 1, batch })?.p50Ms).toBe(p50Ms);
});
