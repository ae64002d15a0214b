import { expect, test } from 'vitest';
import { maintenanceWindow, startTime } from './schedule-option.ts';

test.each([
  ['daily 01:00-05:00 UTC', [0, 1, 2, 3, 4, 5, 6]],
  ['Mon-Fri 01:00-05:00 UTC', [1, 2, 3, 4, 5]],
  ['sat-mon 01:00-05:00 UTC', [0, 1, 6]],
  ['mon,wed-thu 01:00-05:00 UTC', [1, 3, 4]],
  ['tue  01:00-05:00  UTC', [2]],
])('%s', (text, days) =>
  expect(maintenanceWindow(text)).toEqual([{ days, from: '01:00', to: '05:00', timeZone: 'UTC' }]),
);

test('several are kept in their order', () =>
  expect(
    maintenanceWindow('sat 00:00-23:59 UTC', maintenanceWindow('sun 00:00-23:59 UTC')),
  ).toMatchObject([{ days: [0] }, { days: [6] }]));

test.each([
  ['22:00-04:00 UTC', 'DAYS FROM-TO ZONE'],
  ['daily 22:00-04:00', 'DAYS FROM-TO ZONE'],
  ['daily 22-04 UTC', 'DAYS FROM-TO ZONE'],
  ['daily 25:00-04:00 UTC', 'DAYS FROM-TO ZONE'],
  ['someday 22:00-04:00 UTC', 'DAYS FROM-TO ZONE'],
  ['mon-tue-wed 22:00-04:00 UTC', 'DAYS FROM-TO ZONE'],
  ['daily 22:00-04:00 Mars/Olympus', 'no time zone Mars/Olympus'],
])('%s is no maintenance window', (text, message) =>
  expect(() => maintenanceWindow(text)).toThrow(message),
);

test.each([
  ['2027-01-31T22:00Z', Date.UTC(2027, 0, 31, 22)],
  ['2027-01-31T22:00:30+01:00', Date.UTC(2027, 0, 31, 21, 0, 30)],
])('begins at %s', (text, at) => expect(startTime(text)).toBe(at));

test.each(['2027-01-31T22:00', '2027-01-31', 'tomorrow', '2027-13-31T22:00Z'])(
  '%s is no time with a zone',
  (text) => expect(() => startTime(text)).toThrow('with its zone'),
);
