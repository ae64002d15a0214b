import type { MaintenanceWindow } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { isOpen, nextTurn, windowsProblem } from './schedule.ts';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const window = (given: Partial<MaintenanceWindow>): MaintenanceWindow => ({
  ...{ days: everyDay, from: '02:00', to: '04:00', timeZone: 'Europe/Berlin' },
  ...given,
});
const night = window({ from: '22:00', to: '02:00' });
const at = (iso: string) => Date.parse(`${iso}Z`);

describe('a maintenance window', () => {
  // 2026-01-05 is a Monday; Berlin is UTC+1 in winter, UTC+2 from 2026-03-29 01:00Z to 2026-10-25 01:00Z.
  test.each<[string, MaintenanceWindow, string, boolean]>([
    ['opens at its first minute', window({}), '2026-01-05T01:00', true],
    ['not a minute earlier', window({}), '2026-01-05T00:59', false],
    ['is open until its end', window({}), '2026-01-05T02:59', true],
    ['and closed at its end', window({}), '2026-01-05T03:00', false],
    ['follows summer time', window({}), '2026-07-06T00:00', true],
    ['and is not an hour late in it', window({}), '2026-07-06T02:00', false],
    ['over midnight, before', night, '2026-01-05T21:30', true],
    ['over midnight, after', night, '2026-01-06T00:30', true],
    ['over midnight, past its end', night, '2026-01-06T01:00', false],
    ['belongs to the day on which it begins', { ...night, days: [1] }, '2026-01-06T00:30', true],
    ['not to the day on which it ends', { ...night, days: [2] }, '2026-01-06T00:30', false],
    ['from Saturday into Sunday', { ...night, days: [6] }, '2026-01-11T00:30', true],
    ['other day', window({ days: [0, 6] }), '2026-01-05T01:30', false],
    [
      'from = to: the whole day',
      window({ from: '06:00', to: '06:00', days: [1] }),
      '2026-01-06T04:59',
      true,
    ],
    [
      'from = to: and no longer',
      window({ from: '06:00', to: '06:00', days: [1] }),
      '2026-01-06T05:00',
      false,
    ],
    [
      'west of UTC: still Sunday there',
      window({ timeZone: 'America/Los_Angeles', from: '20:00', to: '23:00', days: [0] }),
      '2026-01-05T05:00',
      true,
    ],
    [
      'zones of 45 minutes',
      window({ timeZone: 'Asia/Kathmandu', from: '12:00', to: '12:30' }),
      '2026-01-05T06:15',
      true,
    ],
    [
      'skipped in spring: 02:00–03:00 does not exist',
      window({ to: '03:00' }),
      '2026-03-29T01:00',
      false,
    ],
    ['skipped in spring: nor a minute before', window({ to: '03:00' }), '2026-03-29T00:59', false],
    ['spring: one that reaches past the gap opens at 03:00', window({}), '2026-03-29T01:00', true],
    ['autumn: 02:30 the first time', window({ to: '03:00' }), '2026-10-25T00:30', true],
    ['autumn: 02:30 the second time', window({ to: '03:00' }), '2026-10-25T01:30', true],
    ['autumn: 03:00 comes once', window({ to: '03:00' }), '2026-10-25T02:00', false],
  ])('%s', (_, given, iso, open) => expect(isOpen([given], at(iso))).toBe(open));

  test('none: always open', () => expect(isOpen([], 0)).toBe(true));
  test('several: any of them', () =>
    expect(isOpen([window({}), night], at('2026-01-05T21:30'))).toBe(true));
});

describe('the next turn', () => {
  test.each<[string, MaintenanceWindow[], string, string | null]>([
    ['opens', [window({})], '2026-01-05T00:10', '2026-01-05T01:00'],
    ['closes', [window({})], '2026-01-05T01:10', '2026-01-05T03:00'],
    ['next week', [window({ days: [1] })], '2026-01-05T03:00', '2026-01-12T01:00'],
    ['two that meet are one', [night, window({})], '2026-01-05T22:00', '2026-01-06T03:00'],
    ['over the gap in spring', [window({ to: '03:00' })], '2026-03-28T03:00', '2026-03-30T00:00'],
    [
      'into the gap: closes where the clock jumps',
      [window({ from: '01:00', to: '02:30' })],
      '2026-03-29T00:10',
      '2026-03-29T01:00',
    ],
    [
      'twice in autumn, without a break',
      [window({ to: '03:00' })],
      '2026-10-25T00:10',
      '2026-10-25T02:00',
    ],
    ['no windows', [], '2026-01-05T00:00', null],
    ['never closes', [window({ from: '00:00', to: '00:00' })], '2026-01-05T00:00', null],
  ])('%s', (_, windows, from, turn) =>
    expect(nextTurn(windows, at(from))).toBe(turn === null ? null : at(turn)),
  );
  test('an unknown zone is named', () => {
    expect(windowsProblem([window({ timeZone: 'Mars/Olympus' })])).toContain('"Mars/Olympus"');
    expect(windowsProblem([window({})])).toBeNull();
  });
});
