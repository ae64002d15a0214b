import { expect, test } from 'vitest';
import { memoryQueue } from './open-queue.ts';
import { Queue } from './queue.ts';
import { hotQueries } from './queue-schema.ts';

const newQueue = () => memoryQueue(() => 'q', 'events');
const row = (n: number) => ({ at: 1000 + n, body: `{"n":${n}}` });
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i + 1));
const all = (queue: Queue) => queue.droppable(100_000).map((head) => head.seq);

const plans = [
  ['claim', 'SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
  ['waits', 'SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
  ['acknowledge', 'SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
  // In the order of the key, stopped by LIMIT: no sorter.
  ['head', 'SCAN record'],
  ['droppable', 'SCAN record'],
  ['replace', 'SEARCH record USING INTEGER PRIMARY KEY (rowid=?)'],
  ['note', 'SEARCH note USING INDEX sqlite_autoindex_note_1 (key=?)'],
  ['notes', 'SEARCH note USING INDEX sqlite_autoindex_note_1 (key>? AND key<?)'],
  ['dropNote', 'SEARCH note USING INDEX sqlite_autoindex_note_1 (key=?)'],
  ['expireNotes', 'SEARCH note USING INDEX note_expiry (expires_at>? AND expires_at<?)'],
] as const;
const planned = new Set<string>(plans.map(([name]) => name));

test.each(plans)('%s goes by its index', (name, plan) => {
  expect(newQueue().explain(name)).toBe(plan);
});

test('no query that searches is left out above', () => {
  const searching = Object.entries(hotQueries).filter(([, sql]) => /WHERE|ORDER/.test(sql));
  expect(searching.map(([name]) => name).filter((name) => !planned.has(name))).toEqual([
    'lastSeq', // of a table with one row
  ]);
});

test('numbers never repeat, even when the last row has gone', () => {
  const queue = newQueue();
  expect(queue.append(rows(3))).toEqual([1, 2, 3]);
  queue.acknowledge([[1, 3]]);
  expect(queue.append(rows(1))).toEqual([4]);
  expect(queue.lastSeq()).toBe(4);
});

test.each([
  { ranges: [[1, 10]], left: [], what: 'everything' },
  { ranges: [[2, 2]], left: [1, 3, 4, 5, 6, 7, 8, 9, 10], what: 'one in the middle' },
  {
    ranges: [
      [3, 5],
      [4, 7],
      [7, 7],
    ],
    left: [1, 2, 8, 9, 10],
    what: 'overlapping ranges',
  },
  { ranges: [[11, 5000]], left: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], what: 'numbers not given yet' },
  { ranges: [[9, 2]], left: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], what: 'a range turned round' },
  { ranges: [], left: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], what: 'nothing' },
] as { ranges: [number, number][]; left: number[]; what: string }[])(
  'an acknowledgement of $what deletes that and no more',
  ({ ranges, left }) => {
    const queue = newQueue();
    queue.append(rows(10));
    expect(queue.acknowledge(ranges)).toBe(10 - left.length);
    expect(all(queue)).toEqual(left);
    expect(queue.records).toBe(left.length);
    expect(queue.bytes).toBe(left.reduce((sum, seq) => sum + row(seq).body.length, 0));
  },
);

test('a message holds at most 256 rows and 64 KiB, but one row at least', () => {
  const queue = newQueue();
  queue.append(rows(300));
  expect(queue.claim(0, 1e9)).toHaveLength(256);
  expect(queue.claim(256, 280).map((r) => r.seq)).toEqual(seqs(257, 280));
  const big = { at: 1, body: JSON.stringify({ text: 'x'.repeat(40_000) }) };
  const vast = { at: 1, body: JSON.stringify({ text: 'x'.repeat(100_000) }) };
  queue.append([big, big, vast, big]);
  expect(queue.claim(300, 1e9).map((r) => r.seq)).toEqual([301]);
  expect(queue.claim(302, 1e9).map((r) => r.seq)).toEqual([303]);
});

test('rows and notes are stored together or not at all', () => {
  const queue = newQueue();
  queue.append(rows(1), [{ key: 'alert/pump', value: 'stands' }]);
  const unstorable = { at: Number.NaN, body: '{}' }; // NOT NULL: NaN is stored as null
  expect(() => queue.append([row(2), unstorable], [{ key: 'alert/pump', value: null }])).toThrow();
  expect(all(queue)).toEqual([1]);
  expect(queue.records).toBe(1);
  expect(queue.note('alert/pump')).toBe('stands');
});

test('notes are found by the beginning of their key and expire', () => {
  const queue = newQueue();
  queue.append(
    [],
    [
      { key: 'alert/a', value: '1' },
      { key: 'alert/b', value: '2' },
      { key: 'command/1', value: '3', expiresAt: 50 },
    ],
  );
  expect(queue.notes('alert/')).toEqual([
    { key: 'alert/a', value: '1' },
    { key: 'alert/b', value: '2' },
  ]);
  queue.expireNotes(51);
  expect(queue.note('command/1')).toBeNull();
  expect(queue.note('alert/a')).toBe('1');
});

const seqs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
