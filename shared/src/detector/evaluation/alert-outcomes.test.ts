import { expect, test } from 'vitest';
import { type AlertSpan, judgeAlerts } from './alert-outcomes.ts';
import { eventSpans } from './events.ts';

/** Windows of 3 rows over 30 rows; an event in rows 10 to 14. So 8 to 16 are its own, with 2 early rows. */
const rows = Array.from({ length: 28 }, (_, i) => i + 2);
const labels = rows.map((row) => (row >= 10 && row <= 14 ? 1 : 0));
const events = eventSpans(labels, rows);
const rules = { windowLength: 3, earlyRows: 2 };

const alert = (raisedRow: number, clearedRow: number | null): AlertSpan => ({
  raisedRow,
  clearedRow,
});

test.each<[string, AlertSpan[], string, number | null, number]>([
  ['raised within the event', [alert(12, 18)], 'found', 2, 0],
  ['raised at its first row', [alert(10, 11)], 'found', 0, 0],
  ['early by as much as is allowed', [alert(8, 12)], 'found', 0, 0],
  ['too early, and cleared before it', [alert(5, 9)], 'missed', null, 1],
  [
    'too early, and standing on: false, and the event is not found',
    [alert(7, 20)],
    'standing',
    null,
    1,
  ],
  ['standing to the end of the recording', [alert(3, null)], 'standing', null, 1],
  ['cleared at the first row of the event', [alert(3, 10)], 'missed', null, 1],
  ['a false one, then its own', [alert(3, 6), alert(13, null)], 'found', 3, 1],
  ['after the event, but its window holds the last row of it', [alert(16, 17)], 'found', 6, 0],
  ['a row later it is false', [alert(17, 19)], 'missed', null, 1],
  ['twice in one event', [alert(10, 11), alert(13, 14)], 'found', 0, 0],
  ['none', [], 'missed', null, 0],
])('%s', (_, alerts, outcome, delayRows, falseAlarms) => {
  const verdicts = judgeAlerts(events, alerts, rows, rules);
  expect(verdicts.events).toMatchObject([{ outcome, delayRows }]);
  expect(verdicts.falseAlarms).toHaveLength(falseAlarms);
});

test('false alarms are counted on the windows in which one could have been false', () => {
  // 28 windows, less rows 8 to 16.
  expect(judgeAlerts(events, [], rows, rules).quietWindows).toBe(19);
  // By default an alert may be as early as the window is long: rows 7 to 16.
  expect(judgeAlerts(events, [], rows, { windowLength: 3 }).quietWindows).toBe(18);
});

test('an alert that outlasts its event does not find the next one', () => {
  const two = eventSpans([0, 1, 0, 0, 0, 0, 0, 0, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const { events, falseAlarms } = judgeAlerts(two, [alert(1, null)], [0], {
    windowLength: 2,
    earlyRows: 1,
  });
  expect(events.map(({ outcome }) => outcome)).toEqual(['found', 'standing']);
  expect(falseAlarms).toEqual([]);
});
