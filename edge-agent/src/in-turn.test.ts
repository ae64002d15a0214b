import { expect, test } from 'vitest';
import { InTurn } from './in-turn.ts';

const never = new AbortController().signal;

test('one after the other, also after one that failed', async () => {
  const line = new InTurn();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const all = [
    line.run(never, async () => {
      order.push('begin a');
      await first.promise;
      order.push('end a');
      throw new Error('a');
    }),
    line.run(never, async () => order.push('b')),
  ];
  first.resolve();
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
  ]);
  expect(order).toEqual(['begin a', 'end a', 'b']);
});

test('whoever gives up does not wait for those before, nor hold up those behind', async () => {
  const line = new InTurn();
  const first = Promise.withResolvers<void>();
  const given = new AbortController();
  const a = line.run(never, () => first.promise);
  const b = line.run(given.signal, () => Promise.reject(new Error('it must not begin')));
  const c = line.run(never, () => Promise.resolve('c'));
  given.abort(new Error('enough'));
  await expect(b).rejects.toThrow('enough');
  first.resolve();
  await a;
  expect(await c).toBe('c');
});
