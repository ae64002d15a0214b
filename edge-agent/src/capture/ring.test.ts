import {
  appendFileSync,
  cpSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { columnsOf, layout, limits, startAt, testFolder } from './capture.fixture.ts';
import { Ring } from './ring.ts';
import { isDamaged } from './ring-error.ts';
import { rowsPerBlock } from './ring-limits.ts';
import { unpackRows } from './row-buffer.ts';

const blockRows = rowsPerBlock(layout.channels.length);

function openRing(path: string, maxBytes = limits.maxBytes): Ring {
  const ring = new Ring(path, { ...limits, maxBytes }, () => 'ring-1');
  onTestFinished(() => ring.close());
  return ring;
}

const write = (ring: Ring, from: number, rows: number, stream = 'loop') =>
  ring.append([{ stream, layout, columns: columnsOf(from, rows) }]);

/** Times of all rows in blocks, as numbers of rows. */
const rowsOf = (ring: Ring, stream = 'loop'): number[] =>
  ring
    .stretch(stream, 0, Number.MAX_SAFE_INTEGER)
    .flatMap(({ number }) => [
      ...(unpackRows(ring.block(stream, number)?.body ?? new Uint8Array())[0] ?? []),
    ])
    .map((at) => (at - startAt) / 1000);

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

test('pieces become blocks of a fixed size, and every value comes back', () => {
  const ring = openRing(join(testFolder(), 'ring'));
  for (let from = 0; from < 3 * blockRows; from += 100) write(ring, from, 100);
  const rows = ring.stretch('loop', 0, Number.MAX_SAFE_INTEGER).map((block) => block.rows);
  expect(rows.every((count) => count >= blockRows && count < blockRows + 100)).toBe(true);
  ring.seal({ stream: 'loop' });
  expect(rowsOf(ring)).toEqual(upTo(Math.ceil((3 * blockRows) / 100) * 100));
  expect(unpackRows(ring.block('loop', 1)?.body ?? new Uint8Array())).toEqual(
    columnsOf(0, rows[0] ?? 0),
  );
  expect(ring.block('loop', 1)?.layout).toEqual(layout);
  expect(ring.block('loop', 99)).toBeNull();
});

test('a stretch names the blocks that have a row in it', () => {
  const ring = openRing(join(testFolder(), 'ring'));
  for (let i = 0; i < 4; i++) write(ring, i * blockRows, blockRows);
  const at = (row: number) => startAt + row * 1000;
  const numbers = (from: number, to: number) =>
    ring.stretch('loop', at(from), at(to)).map(({ number }) => number);
  expect(numbers(0, 0)).toEqual([1]);
  expect(numbers(blockRows - 1, blockRows)).toEqual([1, 2]);
  expect(numbers(4 * blockRows, 5 * blockRows)).toEqual([]);
  expect(ring.stretch('other', 0, at(9e6))).toEqual([]);
  expect(ring.held('loop')).toEqual({ fromAt: at(0), toAt: at(4 * blockRows - 1) });
  expect(ring.held('other')).toBeNull();
});

test('another detector begins another block', () => {
  const ring = openRing(join(testFolder(), 'ring'));
  write(ring, 0, 10);
  const other = { ...layout, channels: [{ name: 'pressure', unit: null }] };
  ring.append([{ stream: 'loop', layout: other, columns: columnsOf(10, 5).slice(0, 3) }]);
  ring.seal({ stream: 'loop' });
  const blocks = ring.stretch('loop', 0, Number.MAX_SAFE_INTEGER);
  expect(blocks.map(({ number, rows }) => [number, rows])).toEqual([
    [1, 10],
    [2, 5],
  ]);
  expect(ring.block('loop', 2)?.layout).toEqual(other);
});

test('reopened, it goes on where it was: pieces too, and numbers never repeat', () => {
  const path = join(testFolder(), 'ring');
  const first = openRing(path);
  write(first, 0, blockRows);
  write(first, blockRows, 7);
  first.close();
  const second = openRing(path);
  expect(second.id).toBe('ring-1');
  second.dropBefore(startAt + blockRows * 1000);
  second.seal({ stream: 'loop' });
  expect(second.stretch('loop', 0, Number.MAX_SAFE_INTEGER)).toMatchObject([
    { number: 2, rows: 7 },
  ]);
});

test.each([
  [
    'cut in the middle of its last write',
    (log: string) => truncateSync(log, statSync(log).size - 100),
  ],
  ['ending in rubbish', (log: string) => appendFileSync(log, Buffer.alloc(5000, 0xa5))],
])('a log that is %s costs the last rows at most', (_, harm) => {
  const folder = testFolder();
  const ring = openRing(join(folder, 'ring'));
  write(ring, 0, blockRows);
  write(ring, blockRows, blockRows);
  write(ring, 2 * blockRows, 5);
  // What a killed process leaves: the files as they are, never closed.
  const left = join(folder, 'left');
  for (const suffix of ['', '-wal']) cpSync(join(folder, `ring${suffix}`), left + suffix);
  harm(`${left}-wal`);
  const again = openRing(left);
  again.seal({ stream: 'loop' });
  const found = rowsOf(again);
  expect(found).toEqual(upTo(found.length));
  expect(found.length).toBeGreaterThanOrEqual(2 * blockRows);
  write(again, found.length, blockRows);
  again.seal({ stream: 'loop' });
  expect(rowsOf(again)).toEqual(upTo(found.length + blockRows));
});

test.each([
  ['no database', Buffer.from('this is not a ring at all'.repeat(100))],
  ['a page of rubbish', null],
])('a file with %s is told apart from a disk that fails', (_, content) => {
  const path = join(testFolder(), 'ring');
  const ring = openRing(path);
  for (let i = 0; i < 8; i++) write(ring, i * blockRows, blockRows);
  ring.close();
  const bytes = readFileSync(path).fill(0xa5, 4096, 40_960);
  writeFileSync(path, content ?? bytes);
  const harmed = () => {
    const again = openRing(path);
    rowsOf(again);
    write(again, 0, blockRows);
  };
  expect(harmed).toThrow(expect.toSatisfy(isDamaged));
});

test('age drops blocks, those of a slow stream too', () => {
  const ring = openRing(join(testFolder(), 'ring'));
  write(ring, 0, blockRows);
  write(ring, 0, 3, 'slow');
  ring.dropBefore(startAt + blockRows * 1000);
  expect(ring.held('loop')).toBeNull();
  expect(ring.held('slow')).toBeNull();
  ring.seal({ stream: 'slow' });
  expect(ring.held('slow')).toBeNull();
});

test('the oldest goes first, whichever stream it is of', () => {
  const ring = openRing(join(testFolder(), 'ring'));
  write(ring, 0, blockRows, 'a');
  write(ring, blockRows, blockRows, 'b');
  write(ring, 2 * blockRows, blockRows, 'a');
  expect(ring.dropOldest(1)).toBeGreaterThan(0);
  expect(rowsOf(ring, 'a')[0]).toBe(2 * blockRows);
  expect(rowsOf(ring, 'b')).toHaveLength(blockRows);
  expect(ring.dropOldest(1e9)).toBeGreaterThan(0);
  expect(ring.dropOldest(1e9)).toBe(0);
});
