import { expect, test } from 'vitest';
import { historyText } from './history-text.ts';

test.each([
  ['create', 'pump 1.1', 'Drafted', ''],
  ['halt', 'odd alarms', 'Halted', 'odd alarms'],
  ['revert', '', 'Taking it back', ''],
  ['wave running', 'Wave "rest"', 'Wave "rest" begins', ''],
  ['SUCCEEDED', '3 of 3 devices committed', 'Done', '3 of 3 devices committed'],
  ['somethingNew', 'x', 'Something new', 'x'],
])('%s %s', (what, detail, text, rest) =>
  expect(historyText({ what, detail })).toEqual({ what: text, detail: rest }),
);
