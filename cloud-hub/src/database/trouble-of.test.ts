import { expect, test } from 'vitest';
import { ConfigError } from '../config/config.ts';
import { Problem } from '../http/problem.ts';
import { troubleOf } from './trouble-of.ts';

const ofDatabase = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  [
    'a problem with a remedy',
    Problem.conflict('notTrusted', 'No key list was published.', 'Publish one.'),
    'No key list was published.',
    /^Publish one\.$/,
  ],
  ['a problem without', Problem.notFound('release abc'), 'There is no release abc.', /log/],
  [
    'a setting',
    new ConfigError('LOOKOUT_ASSIGNMENT_KEY_FILE', 'expected a file that the hub may read'),
    'LOOKOUT_ASSIGNMENT_KEY_FILE: expected a file that the hub may read.',
    /^Set LOOKOUT_ASSIGNMENT_KEY_FILE right/,
  ],
  [
    'a disk that is full',
    ofDatabase('53100', 'could not extend file'),
    'The database refuses: could not extend file.',
    /Give PostgreSQL room/,
  ],
  [
    'a standby: its own code goes before its class',
    ofDatabase('25006', 'cannot execute UPDATE in a read-only transaction'),
    'The database refuses: cannot execute UPDATE in a read-only transaction.',
    /read-only/,
  ],
  [
    'a deadlock',
    ofDatabase('40P01', 'deadlock detected'),
    'The database refuses: deadlock detected.',
    /tried again within seconds/,
  ],
  [
    'a value',
    ofDatabase('22P05', 'unsupported Unicode escape sequence'),
    'The database refuses what is to be stored: unsupported Unicode escape sequence.',
    /agent/,
  ],
  ['a defect', new TypeError('x is not a function'), 'x is not a function.', /report it/],
  [
    'a code that is none of the database',
    ofDatabase('EPIPE', 'write EPIPE'),
    'write EPIPE.',
    /log/,
  ],
  ['no error at all', 'nothing', 'nothing.', /log/],
])('%s', (_name, error, text, remedy) => {
  const told = troubleOf(error);
  expect(told.text).toBe(text);
  expect(told.remedy).toMatch(remedy);
});

test('both are short', () => {
  const long = troubleOf(new Problem(500, 'long', 'a'.repeat(2_000), 'b'.repeat(2_000)));
  expect([long.text.length, long.remedy.length]).toEqual([512, 512]);
});
