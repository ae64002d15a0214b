import { expect, test } from 'vitest';
import { type AlertSpan, chatteringKeys } from './chattering.ts';

const span = (key: string, raisedAt: number | null, clearedAt: number | null): AlertSpan => ({
  key,
  raisedAt,
  clearedAt,
});

test.each<[string, AlertSpan[], string[]]>([
  ['nothing', [], []],
  ['one short alert', [span('a', 0, 10_000)], []],
  ['two within a minute', [span('a', 0, 10_000), span('b', 20_000, 30_000)], ['a', 'b']],
  ['a third transition while active', [span('a', 0, 10_000), span('b', 59_999, null)], ['a', 'b']],
  ['a third transition a minute later', [span('a', 0, 10_000), span('b', 60_000, null)], []],
  ['a clear whose raise is unknown', [span('a', null, 10_000), span('b', 20_000, null)], []],
  [
    'a calm one beside a chattering pair',
    [span('calm', 0, 500_000), span('a', 499_000, 500_500), span('later', 900_000, null)],
    ['a', 'calm'],
  ],
])('%s', (_, spans, expected) => {
  expect([...chatteringKeys(spans)].sort()).toEqual(expected);
  expect([...chatteringKeys(spans.toReversed())].sort()).toEqual(expected);
});
