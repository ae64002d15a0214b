import { TableError } from '@lookout/shared/table/table-error';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { endingOf, usageError } from './exit.ts';

test.each<[string, unknown, object]>([
  ['help', new CommanderError(0, 'commander.helpDisplayed', ''), { exitCode: 0, message: null }],
  ['an unknown option', new CommanderError(1, 'x', 'said'), { exitCode: 2, message: null }],
  ['wrong usage', usageError('give --data'), { exitCode: 2, message: 'give --data' }],
  [
    'bad data',
    new TableError('ragged', '3 cells, expected 4', { file: 'a.csv', line: 7 }),
    { exitCode: 1, message: 'a.csv, line 7: 3 cells, expected 4' },
  ],
  [
    'a defect',
    new TypeError('x is undefined'),
    { exitCode: 1, message: expect.stringMatching(/^x is undefined \(unexpected; --debug/) },
  ],
])('%s', (_, error, ending) => expect(endingOf(error)).toEqual(ending));

test('--debug shows the stack', () => {
  expect(endingOf(new TypeError('x is undefined'), true).message).toContain('exit.test.ts');
});
