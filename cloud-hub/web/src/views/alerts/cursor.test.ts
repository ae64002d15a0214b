import { expect, test } from 'vitest';
import { cursorIndex, moveCursor } from './cursor.ts';

const ids = ['a', 'b', 'c'];

test.each([
  ['nothing chosen', null, -1],
  ['where it was', { id: 'b', index: 1 }, 1],
  ['it moved', { id: 'c', index: 0 }, 2],
  ['it left: what stands there now', { id: 'x', index: 1 }, 1],
  ['the list became shorter', { id: 'x', index: 9 }, 2],
])('%s', (_name, cursor, index) => expect(cursorIndex(ids, cursor)).toBe(index));

test.each([
  ['the first move', null, 1, 'a'],
  ['down', { id: 'a', index: 0 }, 1, 'b'],
  ['not past the end', { id: 'c', index: 2 }, 1, 'c'],
  ['not before the start', { id: 'a', index: 0 }, -1, 'a'],
] as const)('%s', (_name, cursor, by, id) => expect(moveCursor(ids, cursor, by)?.id).toBe(id));

test('an empty list has no place', () => expect(moveCursor([], null, 1)).toBeNull());
