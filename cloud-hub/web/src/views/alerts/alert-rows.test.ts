import type { Alert } from '@lookout/shared/protocol/rest';
import { describe, expect, test } from 'vitest';
import { alertOf } from '../../sample.fixture.ts';
import { alertRows, flatRows, type Row } from './alert-rows.ts';

const alert = (id: string, more: Partial<Alert> = {}) => alertOf({ id, device: id, ...more });
const text = (row: Row) =>
  row.kind === 'flood'
    ? `flood of ${row.flood.alerts.length}, ${row.hidden.length} hidden`
    : `${'  '.repeat(row.depth)}${row.alert.id}${row.followers.length > 0 ? ` +${row.followers.length}` : ''}`;
const rows = (alerts: Alert[], expanded: string[] = []) =>
  alertRows(alerts, new Set(expanded)).map(text);

describe('alerts of one asset', () => {
  const trouble = [
    alert('first', { device: 'p', since: 1, raisedAt: 1, priority: 'medium' }),
    alert('second', { device: 'p', since: 2, raisedAt: 2, priority: 'low' }),
    alert('third', { device: 'p', since: 3, raisedAt: 3, priority: 'medium' }),
  ];

  test('stand under the first-out', () => expect(rows(trouble)).toEqual(['first +2']));

  test('show when it is opened', () =>
    expect(rows(trouble, ['first'])).toEqual(['first +2', '  third', '  second']));

  test('a follower of higher priority is never out of sight', () =>
    expect(
      rows([...trouble, alert('fourth', { device: 'p', since: 4, priority: 'high' })]),
    ).toEqual(['first +3', '  fourth']));

  test('the group is placed by its most urgent alert', () =>
    expect(
      rows([
        alert('other', { priority: 'medium', raisedAt: 90 }),
        alert('lead', { device: 'p', since: 1, priority: 'low' }),
        alert('worse', { device: 'p', since: 2, priority: 'high' }),
      ]),
    ).toEqual(['lead +1', '  worse', 'other']));
});

describe('a flood', () => {
  const flood = Array.from({ length: 14 }, (_, i) =>
    alert(`f${i}`, { raisedAt: i * 1_000, since: i * 1_000, priority: i === 5 ? 'high' : 'low' }),
  );

  test('is one row, its high priorities stay beside it', () =>
    expect(rows(flood)).toEqual(['f5', 'flood of 14, 13 hidden']));

  test('counts by priority', () => {
    const row = alertRows(flood, new Set()).find((each) => each.kind === 'flood');
    expect(row?.counts).toEqual({ high: 1, medium: 0, low: 13 });
  });

  test('opens', () => expect(rows(flood, ['flood-f0'])).toHaveLength(1 + 1 + 13));

  test('of high priorities only hides nothing', () =>
    expect(rows(flood.map((each) => ({ ...each, priority: 'high' as const })))).toHaveLength(14));

  test('shelved alerts are no part of it', () =>
    expect(rows(flood.slice(0, 10).map((each) => ({ ...each, shelvedUntil: 9 })))).toHaveLength(
      10,
    ));
});

test('history is flat and newest first', () => {
  const closed = [1, 3, 2].map((raisedAt) => alert(`c${raisedAt}`, { device: 'p', raisedAt }));
  expect(flatRows(closed).map(text)).toEqual(['c3', 'c2', 'c1']);
});
