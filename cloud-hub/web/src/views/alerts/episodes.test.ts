import type { Alert } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { alertOf } from '../../sample.fixture.ts';
import { episodesOf } from './episodes.ts';

const minute = 60_000;
const alert = (id: string, since: number, clearedAt: number | null, more: Partial<Alert> = {}) =>
  alertOf({ id, since, clearedAt, ...more });

test.each([
  ['one', [alert('a', 0, null)], [['a']]],
  [
    'raised while another is active',
    [alert('b', 5 * minute, null), alert('a', 0, null)],
    [['a', 'b']],
  ],
  ['raised just after', [alert('a', 0, minute), alert('b', 2 * minute, null)], [['a', 'b']]],
  ['raised long after', [alert('a', 0, minute), alert('b', 3 * minute, null)], [['a'], ['b']]],
  [
    'a short one inside a long one does not end it',
    [alert('a', 0, 30 * minute), alert('b', minute, 2 * minute), alert('c', 9 * minute, null)],
    [['a', 'b', 'c']],
  ],
  [
    'another asset at the same time',
    [alert('a', 0, null), alert('b', 1, null, { device: 'pump-2' })],
    [['a'], ['b']],
  ],
])('%s', (_name, alerts, expected) =>
  expect(episodesOf(alerts).map((episode) => episode.map(({ id }) => id))).toEqual(expected),
);
