import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { collectBytes } from './collect-bytes.ts';

const streamOf = (...chunks: readonly unknown[]) => Readable.from(chunks);

test('all of it in one piece, as long as it is not too long', async () => {
  const [one, two] = [Buffer.from('ab'), Buffer.from('cde')];
  expect(await collectBytes(streamOf(one, two), 5)).toEqual(Buffer.from('abcde'));
  expect(await collectBytes(streamOf(one, two), 4)).toBeNull();
  expect(await collectBytes(streamOf(), 4)).toEqual(Buffer.alloc(0));
  await expect(collectBytes(streamOf('text'), 5)).rejects.toThrow('a stream of bytes');
});
