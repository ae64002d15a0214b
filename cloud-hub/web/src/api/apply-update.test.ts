import type { AdaptationPage } from '@lookout/shared/protocol/adaptations';
import type { RoomUpdate } from '@lookout/shared/protocol/live';
import type { AlertPage, Overview } from '@lookout/shared/protocol/rest';
import { describe, expect, test } from 'vitest';
import { adaptationOf, alertOf, assetOf } from '../sample.fixture.ts';
import { detailOf, memberOf, rolloutOf } from '../views/rollouts/rollout.fixture.ts';
import {
  applyToAdaptations,
  applyToAlerts,
  applyToMembers,
  applyToOverview,
  applyToRollout,
  applyToRollouts,
  matches,
} from './apply-update.ts';

const update = (changes: Partial<RoomUpdate>): RoomUpdate => ({
  room: 'overview',
  epoch: 'e',
  revision: 2,
  at: 9_000,
  ...changes,
});

describe('the overview', () => {
  const overview: Overview = {
    epoch: 'e',
    revision: 1,
    at: 1_000,
    assets: [assetOf({ device: 'a' }), assetOf({ device: 'b' })],
  };

  test('a changed asset takes its place, a new one joins at the end, the rest stay the same object', () => {
    const changed = assetOf({ device: 'b', score: 7 });
    const added = assetOf({ device: 'c' });
    const next = applyToOverview(overview, update({ assets: [changed, added] }));
    expect(next.assets).toEqual([overview.assets[0], changed, added]);
    expect(next.assets[0]).toBe(overview.assets[0]);
    expect(next.at).toBe(9_000);
  });
});

describe('a page of alerts', () => {
  const filter = { state: 'open', shelved: 'show' } as const;
  const page: AlertPage = {
    epoch: 'e',
    revision: 1,
    alerts: [alertOf({ id: 'x' })],
    total: 40,
    next: null,
  };

  test.each([
    ['a new alert joins', alertOf({ id: 'y' }), ['x', 'y'], 41],
    ['a changed one stays', alertOf({ id: 'x', state: 'acknowledgedActive' }), ['x'], 40],
    ['one that left the filter goes', alertOf({ id: 'x', state: 'normal' }), [], 39],
    ['one that was never in it is nothing', alertOf({ id: 'z', state: 'normal' }), ['x'], 40],
  ])('%s', (_name, alert, ids, total) => {
    const next = applyToAlerts(filter)(page, update({ alerts: [alert] }));
    expect(next.alerts.map((each) => each.id)).toEqual(ids);
    expect(next.total).toBe(total);
  });
});

describe('the filter', () => {
  const open = { state: 'open', shelved: 'show' } as const;
  test.each([
    ['open', {}, open, true],
    ['closed is not open', { state: 'normal' }, open, false],
    ['closed', { state: 'normal' }, { state: 'closed', shelved: 'show' }, true],
    ['all', { state: 'normal' }, { state: 'all', shelved: 'show' }, true],
    ['shelved, hidden', { shelvedUntil: 5 }, { state: 'open', shelved: 'hide' }, false],
    ['not shelved, only those', {}, { state: 'open', shelved: 'only' }, false],
    ['priority', { priority: 'low' }, { ...open, priority: 'high' }, false],
    ['kind', { kind: 'sensorFault' }, { ...open, kind: 'anomaly' }, false],
    ['device', { device: 'pump-2' }, { ...open, device: 'pump-2' }, true],
    ['search in the words', { what: 'Pressure high' }, { ...open, search: 'PRESS' }, true],
    ['search in the area', { area: 'Hall 2' }, { ...open, search: 'hall' }, true],
    ['search in vain', {}, { ...open, search: 'turbine' }, false],
  ] as const)('%s', (_name, alert, filter, expected) =>
    expect(matches(alertOf(alert), filter)).toBe(expected),
  );
});

describe('the adaptations of a stream', () => {
  const page: AdaptationPage = {
    epoch: 'e',
    revision: 1,
    adaptations: [adaptationOf({ id: 'q/2', at: 20 }), adaptationOf({ id: 'q/1', at: 10 })],
    next: null,
  };

  test.each([
    ['a new one comes first', adaptationOf({ id: 'q/3', at: 30 }), ['q/3', 'q/2', 'q/1']],
    ['a late one takes its place', adaptationOf({ id: 'q/3', at: 15 }), ['q/2', 'q/3', 'q/1']],
    ['delivered again', adaptationOf({ id: 'q/2', at: 20 }), ['q/2', 'q/1']],
    ["another stream's", adaptationOf({ id: 'q/3', at: 30, stream: 'tank' }), ['q/2', 'q/1']],
  ])('%s', (_name, adaptation, ids) => {
    const next = applyToAdaptations('loop')(page, update({ adaptations: [adaptation] }));
    expect(next.adaptations.map(({ id }) => id)).toEqual(ids);
  });
});

describe('rollouts', () => {
  const [one, two] = [
    rolloutOf({ id: 'one', createdAt: 1 }),
    rolloutOf({ id: 'two', createdAt: 2 }),
  ];
  const list = { epoch: 'e', revision: 1, rollouts: [one] };

  test('a new one stands on top, a changed one in its place', () => {
    const changed = { ...one, state: 'HALTED' as const };
    const next = applyToRollouts(list, update({ rollouts: [two, changed] }));
    expect(next.rollouts).toEqual([two, changed]);
  });

  test('of one rollout all that is no member comes at once; an update of members leaves it alone', () => {
    const page = { epoch: 'e', revision: 1, ...detailOf() };
    const halted = detailOf({ rollout: { ...one, state: 'HALTED' } });
    const next = applyToRollout(page, update({ rollout: halted }));
    expect(next).toEqual({ ...page, ...halted });
    expect(applyToRollout(page, update({ members: [] }))).toBe(page);
  });

  test('a changed member takes its place, by device and stream; the rest stay the same object', () => {
    const held = [memberOf({ stream: 'a' }), memberOf({ stream: 'b' })];
    const changed = memberOf({ stream: 'b', state: 'failed' });
    const added = memberOf({ device: 'fan-1', stream: 'b' });
    const next = applyToMembers(
      { epoch: 'e', revision: 1, members: held },
      update({ members: [changed, added] }),
    );
    expect(next.members).toEqual([held[0], changed, added]);
    expect(next.members[0]).toBe(held[0]);
  });
});
