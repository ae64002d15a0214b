import { expect, test } from 'vitest';
import { duration, shareOf, wave } from './wave-option.ts';

test.each([
  ['10%', '10%', { kind: 'percent', percent: 10 }],
  ['rest', 'rest', { kind: 'rest' }],
  ['canary:count=1', 'canary', { kind: 'count', count: 1 }],
  ['site=plant-a,plant-b', 'site=plant-a,plant-b', { kind: 'site', sites: ['plant-a', 'plant-b'] }],
  ['new ones:label=line=3', 'new ones', { kind: 'label', label: 'line', value: '3' }],
  [
    'canary:hand=pump-1/loop',
    'canary',
    { kind: 'hand', assets: [{ device: 'pump-1', stream: 'loop' }] },
  ],
])('%s', (text, name, members) => {
  expect(wave(text)).toEqual([{ name, members }]);
});

test.each(['', '0%', '101%', 'count=0', 'count=x', 'hand=pump-1', 'everyone'])(
  '%j is no wave',
  (text) => {
    expect(() => wave(text)).toThrow('Expected [NAME:]RULE');
  },
);

test('waves follow each other', () => {
  expect(wave('rest', wave('canary:count=1')).map(({ name }) => name)).toEqual(['canary', 'rest']);
});

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
])('%s', (text, ms) => {
  expect(duration(text)).toBe(ms);
});

test.each(['10', 'm', '-1s'])('%j is no time', (text) => {
  expect(() => duration(text)).toThrow('90s');
});

test('a share has both ends', () => {
  expect(['0', '1', '0%', '100%', '2.5%'].map(shareOf)).toEqual([0, 1, 0, 1, 0.025]);
  expect(() => shareOf('1.1')).toThrow('such as 0.9 or 90%');
});
