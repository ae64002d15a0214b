import { expect, test } from 'vitest';
import { checkWindows } from './check-windows.ts';

const shape = { windowLength: 2, channels: 3 };
const names = ['pump', 'valve', 'tank'];

const windows = (count: number, value: (i: number) => number) =>
  Float32Array.from({ length: count * 6 }, (_, i) => value(i));

test.each([
  ['data that ends within a window', new Float32Array(40 * 6 + 1), 'bad_shape', '241 numbers'],
  ['too few windows', windows(31, (i) => i), 'too_few_windows', '31 windows'],
  [
    'NaN',
    windows(40, (i) => (i === 100 ? Number.NaN : i)),
    'not_finite',
    'valve holds NaN in window 17',
  ],
  ['Infinity', windows(40, (i) => i / (i - 5)), 'not_finite', 'tank holds Infinity in window 1'],
  ['no channel that changes', windows(40, (i) => i % 3), 'constant_data', 'pump, valve, tank'],
])('%s: %3$s', (_, data, code, part) => {
  expect(() => checkWindows(data, shape, names)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(part) }),
  );
});

test('one constant channel is reported, not refused: many machines have one', () => {
  const data = windows(40, (i) => (i % 3 === 1 ? 7 : i));
  expect(checkWindows(data, shape, names)).toEqual([1]);
});

test('channels without names are counted from 1', () => {
  const data = windows(40, (i) => (i === 2 ? Number.NaN : i));
  expect(() => checkWindows(data, shape)).toThrow('channel number 3 holds NaN');
});
