import { expect, test } from 'vitest';
import { z } from 'zod';
import { pageCursor } from './page-cursor.ts';

const cursor = pageCursor(z.tuple([z.int(), z.string()]));

test('a key comes back from its text, which stands in an address as it is', () => {
  const text = cursor.write([-7, 'ä/?&"']);
  expect(encodeURIComponent(text)).toBe(text);
  expect(cursor.read(text)).toEqual([-7, 'ä/?&"']);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'abc'],
  ['another key', Buffer.from('["x",1]').toString('base64url')],
])('%s is none of ours', (_what, text) => {
  expect(cursor.read(text)).toBeNull();
});
