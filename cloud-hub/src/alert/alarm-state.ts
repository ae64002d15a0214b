import type { AlarmState } from '@lookout/shared/protocol/rest';

/** What can happen to an alarm. Shelving is orthogonal and not among them (ISA-18.2, protocol.md "Alarms"). */
export const alarmEvents = [
  'raised', // the device saw it begin
  'returned', // the device saw it end
  'acknowledged', // a person has seen it
] as const;
export type AlarmEvent = (typeof alarmEvents)[number];

/**
 * The state after `event`; `null` is an alarm of which nothing has been heard. Lanes overtake each other,
 * so `returned` may come before `raised`: events commute, and a late `raised` reopens nothing.
 */
export function nextAlarmState(state: AlarmState | null, event: AlarmEvent): AlarmState {
  return transitions[state ?? 'unheard'][event];
}

const transitions: Record<AlarmState | 'unheard', Record<AlarmEvent, AlarmState>> = {
  unheard: {
    raised: 'unacknowledgedActive',
    returned: 'unacknowledgedReturned',
    acknowledged: 'acknowledgedActive',
  },
  unacknowledgedActive: {
    raised: 'unacknowledgedActive',
    returned: 'unacknowledgedReturned',
    acknowledged: 'acknowledgedActive',
  },
  acknowledgedActive: {
    raised: 'acknowledgedActive',
    returned: 'normal',
    acknowledged: 'acknowledgedActive',
  },
  unacknowledgedReturned: {
    raised: 'unacknowledgedReturned',
    returned: 'unacknowledgedReturned',
    acknowledged: 'normal',
  },
  normal: { raised: 'normal', returned: 'normal', acknowledged: 'normal' },
};
