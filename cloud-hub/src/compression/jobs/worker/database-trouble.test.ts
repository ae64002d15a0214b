import { expect, test } from 'vitest';
import { isDatabaseTrouble } from './database-trouble.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  ['it is shut down', coded('57P01'), true],
  ['no connection left', coded('53300'), true],
  ['no space', coded('53100'), true],
  ['nobody answers', coded('ECONNREFUSED'), true],
  ['the line is cut', new Error('Connection terminated unexpectedly'), true],
  ['a bad statement', coded('42601'), false],
  ['a violated check', coded('23514'), false],
  ['an error of ours', coded('too_few_windows'), false],
  ['a plain error', new Error('x'), false],
  ['no error', 'x', false],
])('%s', (_, error, trouble) => expect(isDatabaseTrouble(error)).toBe(trouble));
