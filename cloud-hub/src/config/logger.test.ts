import { expect, test } from 'vitest';
import { humanLine } from './logger.ts';

const line = (entry: object) => humanLine(JSON.stringify({ time: Date.UTC(2026, 0, 1), ...entry }));

test('people read one short line', () => {
  expect(line({ level: 40, msg: 'the broker is away', context: 'HubMqttClient' })).toMatch(
    /^\d\d:\d\d:\d\d warning: the broker is away\n$/,
  );
});

test('an error that nobody foresaw brings its stack', () => {
  const err = { stack: 'TypeError: x is not a function\n    at y' };
  expect(line({ level: 50, msg: 'x is not a function', err })).toContain('    at y\n');
});
