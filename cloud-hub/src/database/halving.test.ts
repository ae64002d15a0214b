import { expect, test } from 'vitest';
import { writeHalving } from './halving.ts';

const refused = Object.assign(new Error('refused'), { code: '22021' });

test.each([
  [0, []],
  [1, [0]],
  [8, [3]],
  [9, [0, 8]],
  [5, [0, 1, 2, 3, 4]],
  [5, []],
])('of %i items, %j are refused and the rest is written once, in order', async (count, bad) => {
  const items = Array.from({ length: count }, (_, i) => i);
  const written: number[] = [];
  const rejected: number[] = [];
  await writeHalving(
    items,
    async (part) => {
      if (part.some((i) => bad.includes(i))) throw refused;
      written.push(...part);
    },
    async (item) => {
      rejected.push(item);
    },
  );
  expect(rejected).toEqual(bad);
  expect(written).toEqual(items.filter((i) => !bad.includes(i)));
});

test('a database that is away rejects nothing', async () => {
  const away = new Error('Connection terminated');
  const write = () => Promise.reject(away);
  const reject = () => Promise.reject(new Error('must not be asked'));
  await expect(writeHalving([1, 2], write, reject)).rejects.toBe(away);
});
