import type { AlarmState } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { type AlarmEvent, alarmEvents, nextAlarmState } from './alarm-state.ts';

const cases: readonly [AlarmState | null, AlarmEvent, AlarmState][] = [
  [null, 'raised', 'unacknowledgedActive'],
  [null, 'returned', 'unacknowledgedReturned'],
  ['unacknowledgedActive', 'raised', 'unacknowledgedActive'],
  ['unacknowledgedActive', 'acknowledged', 'acknowledgedActive'],
  ['unacknowledgedActive', 'returned', 'unacknowledgedReturned'],
  ['acknowledgedActive', 'acknowledged', 'acknowledgedActive'],
  ['acknowledgedActive', 'returned', 'normal'],
  ['unacknowledgedReturned', 'acknowledged', 'normal'],
  ['unacknowledgedReturned', 'raised', 'unacknowledgedReturned'],
  ['normal', 'raised', 'normal'],
  ['normal', 'returned', 'normal'],
  ['normal', 'acknowledged', 'normal'],
];

test.each(cases)('%s, then %s, is %s', (state, event, next) => {
  expect(nextAlarmState(state, event)).toBe(next);
});

test('in whatever order events arrive, the state is the same', () => {
  const states: (AlarmState | null)[] = [
    null,
    'unacknowledgedActive',
    'acknowledgedActive',
    'unacknowledgedReturned',
    'normal',
  ];
  for (const state of states)
    for (const a of alarmEvents)
      for (const b of alarmEvents)
        expect(nextAlarmState(nextAlarmState(state, a), b)).toBe(
          nextAlarmState(nextAlarmState(state, b), a),
        );
});
