import { expect, test } from 'vitest';
import { isDataError } from './data-error.ts';

const withCode = (code: string) => Object.assign(new Error('of the database'), { code });

test.each<[string, unknown, boolean]>([
  ['a NUL in a text', withCode('22021'), true],
  ['a key that exists', withCode('23505'), true],
  ['nested too deeply', withCode('54001'), true],
  ['our own mistake over one record', new TypeError('x is not a function'), true],
  ['a stack that ran out', new RangeError('Maximum call stack size exceeded'), true],
  ['the server shuts down', withCode('57P01'), false],
  ['a deadlock', withCode('40P01'), false],
  ['the disk is full', withCode('53100'), false],
  ['a table is missing', withCode('42P01'), false],
  ['nobody listens', withCode('ECONNREFUSED'), false],
  ['a cut connection', new Error('Connection terminated unexpectedly'), false],
  ['no error at all', '22021', false],
])('%s', (_, error, expected) => expect(isDataError(error)).toBe(expected));
