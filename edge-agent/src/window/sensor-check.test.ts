import { expect, test } from 'vitest';
import { SensorCheck } from './sensor-check.ts';
import { channelSpec } from './window.fixture.ts';

const pressure = channelSpec('Pressure', { plausibleMin: -1, plausibleMax: 10, stuckAfterRows: 6 });

const check = (spec = pressure) =>
  new SensorCheck([spec], { missingAfterRows: 3, recoverAfterRows: 2 });

/** Row number and change of every transition. */
const follow = (values: readonly (number | null)[], sensors = check()): string[] =>
  values.flatMap((value, row) =>
    sensors.push([value]).map(({ fault, active }) => `${row} ${active ? '+' : '-'}${fault}`),
  );

const n = null;

test.each<[string, (number | null)[], string[]]>([
  ['a working sensor', [1, 2, 1, 2, 3], []],
  ['stuck, then moving', [1, 5, 5, 5, 5, 5, 5, 5, 6, 7, 8], ['6 +stuck', '9 -stuck']],
  ['one equal row short of stuck', [1, 5, 5, 5, 5, 5, 6], []],
  ['stuck with a dropped reading in between', [5, 5, 5, n, 5, 5, 5], ['6 +stuck']],
  ['above', [1, 11, 2, 3], ['1 +outOfRange', '3 -outOfRange']],
  ['below', [1, -2], ['1 +outOfRange']],
  ['at the limits', [10, -1, 10, -1], []],
  ['in and out does not chatter', [11, 1, 11, 1, 11, 1, 2], ['0 +outOfRange', '6 -outOfRange']],
  ['missing', [1, n, n, n, n, 2, 3], ['3 +missing', '6 -missing']],
  ['missing too briefly', [1, n, n, 2, n, n, 3], []],
  ['missing from the start', [n, n, n], ['2 +missing']],
  [
    'one fault gives way to another',
    [11, 11, n, n, n],
    ['0 +outOfRange', '4 -outOfRange', '4 +missing'],
  ],
  ['a single good row heals nothing', [11, 1, n, 1, 11], ['0 +outOfRange']],
  ['NaN is missing', [Number.NaN, Number.NaN, Number.NaN], ['2 +missing']],
])('%s', (_, values, expected) => expect(follow(values)).toEqual(expected));

test('where standing still is normal nothing is stuck', () => {
  expect(follow(Array(100).fill(0), check(channelSpec('Switch')))).toEqual([]);
});

test.each<[(number | null)[], object]>([
  [[12.3456], { value: 12.3456, detail: 'Pressure reads 12.35 bar, above the plausible 10 bar.' }],
  [[-2], { detail: 'Pressure reads -2 bar, below the plausible -1 bar.' }],
  [[5, 5, 5, 5, 5, 5], { detail: expect.stringContaining('exactly 5 bar for 6 rows') }],
  [[n, n, n], { value: null, detail: 'Pressure has given no value for 3 rows.' }],
])('%j is put in words', (values, expected) => {
  const sensors = check();
  const transitions = values.flatMap((value) => sensors.push([value]));
  expect(transitions).toEqual([
    expect.objectContaining({ channel: 'Pressure', unit: 'bar', ...expected }),
  ]);
});

test('half way to stuck a reading is doubtful, before it is a fault', () => {
  const sensors = check();
  const doubtful = [1, 5, 5, 5, 6].map((value) => {
    sensors.push([value]);
    return [sensors.badChannel, sensors.faultyChannel];
  });
  expect(doubtful).toEqual([
    [null, null],
    [null, null],
    [null, null],
    ['Pressure', null],
    [null, null],
  ]);
});

test('a name as long as the protocol allows leaves a detail that it allows too', () => {
  const spec = channelSpec('n'.repeat(128), {
    unit: 'u'.repeat(32),
    plausibleMax: 0,
    stuckAfterRows: 2,
  });
  for (const values of [[5], [-5, -5]]) {
    const sensors = check(spec);
    const details = values.flatMap((value) => sensors.push([value]).map(({ detail }) => detail));
    expect(details).toHaveLength(1);
    expect(details[0]?.length).toBeLessThanOrEqual(256);
  }
});
