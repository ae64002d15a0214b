import type { ChannelEvidence } from '@lookout/shared/protocol/records';
import type { Series } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { channelOrder, deviationOf } from './channel-order.ts';

const usual = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0.1 : -0.1));
const withTail = (tail: number) => [...usual.slice(10), ...Array<number>(10).fill(tail)];
const seriesOf = (columns: Record<string, number[]>): Series => {
  const channels = Object.keys(columns);
  const at = usual.map((_, i) => i);
  const none = at.map(() => null);
  return {
    device: 'd',
    stream: 's',
    bucketMs: null,
    at,
    score: none,
    scoreMin: none,
    threshold: none,
    latencyUs: none,
    channels,
    values: channels.map((name) => columns[name] ?? []),
    expected: channels.map(() => at.map(() => 0)),
  };
};
const names = (series: Series, evidence: Partial<ChannelEvidence>[] = []) =>
  channelOrder(
    series,
    evidence.map((each) => ({ channel: '', unit: null, value: 0, expected: 0, share: 0, ...each })),
  ).map((c) => series.channels[c]);

test('the channel that lies furthest from its own habit is on top', () => {
  const series = seriesOf({ calm: usual, bit: withTail(0.4), far: withTail(2) });
  expect(names(series)).toEqual(['far', 'bit', 'calm']);
});

test('a large unit does not make a large deviation', () => {
  const series = seriesOf({ pascal: usual.map((e) => e * 1e5), bar: withTail(0.5) });
  expect(names(series)).toEqual(['bar', 'pascal']);
});

test('what an alert names stands before everything, by its share', () => {
  const series = seriesOf({ far: withTail(2), a: usual, b: usual });
  expect(
    names(series, [
      { channel: 'a', share: 0.2 },
      { channel: 'b', share: 0.7 },
    ]),
  ).toEqual(['b', 'a', 'far']);
});

test('a calm stream keeps the order of its channels', () => {
  expect(names(seriesOf({ x: usual, y: withTail(0.15), z: usual }))).toEqual(['x', 'y', 'z']);
});

test.each([
  ['no rows', [], [], 0],
  ['nothing to compare', [1, null], [null, 1], 0],
  ['a perfect reconstruction', [1, 2], [1, 2], 0],
  ['perfect until now', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], Array<number>(12).fill(0), Infinity],
] as [string, (number | null)[], (number | null)[], number][])(
  '%s',
  (_name, values, expected, deviation) => expect(deviationOf(values, expected)).toBe(deviation),
);
