import { randomBytes } from 'node:crypto';
import { decode } from '@lookout/shared/protocol/codec';
import { expect, test } from 'vitest';
import { BlockFiles } from './block-files.ts';

const unit = 4096;

function store(files: Readonly<Record<string, Uint8Array>>, maxBytes = 10_000_000) {
  const reads: string[] = [];
  const read = async (digest: string) => {
    reads.push(digest);
    return files[digest] ?? null;
  };
  return { reads, blocks: new BlockFiles(read, maxBytes) };
}

test('blocks are the bytes of the file, the last one shorter', async () => {
  const file = randomBytes(2 * unit + 10);
  const { blocks } = store({ a: file });
  expect(await blocks.unitCount('a')).toBe(3);
  const of = async (index: number, units: number) =>
    decode('blocks', (await blocks.payload('a', { index, units })) ?? Buffer.of());
  expect(Buffer.concat([await of(0, 2), await of(2, 1)])).toEqual(file);
});

test('many who ask at once cost one read, and one packing', async () => {
  const { blocks, reads } = store({ a: Buffer.alloc(5 * unit, 'x') });
  const payloads = await Promise.all(
    Array.from({ length: 50 }, () => blocks.payload('a', { index: 0, units: 4 })),
  );
  expect(reads).toEqual(['a']);
  expect(new Set(payloads).size).toBe(1);
  expect(payloads[0]?.length).toBeLessThan(unit);
});

test('a file that is not there is asked for again: it may be stored meanwhile', async () => {
  const files: Record<string, Uint8Array> = {};
  const { blocks } = store(files);
  expect(await blocks.unitCount('a')).toBeNull();
  expect(await blocks.payload('a', { index: 0, units: 1 })).toBeNull();
  files.a = Buffer.alloc(10);
  expect(await blocks.unitCount('a')).toBe(1);
});

test('memory is bounded: the least recently used goes', async () => {
  const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, randomBytes(10 * unit)]));
  const { blocks, reads } = store(files, 25 * unit);
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await blocks.unitCount(name);
  expect(reads.join('')).toBe('abcb');
});

test('a file larger than the memory is served all the same', async () => {
  const file = randomBytes(10 * unit);
  const { blocks } = store({ a: file }, unit);
  const payload = await blocks.payload('a', { index: 9, units: 1 });
  expect(decode('blocks', payload ?? Buffer.of())).toEqual(file.subarray(9 * unit));
});
