import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const keys = ['url', 'secret', 'secretFile', 'maxBytes', 'maxAgeHours', 'streams'];

test.each([
  ['stream', 'streams'],
  ['secrte', 'secret'],
  ['secret_file', 'secretFile'],
  ['MaxBytes', 'maxBytes'],
  ['max-age-hour', 'maxAgeHours'],
  ['uri', 'url'],
  ['password', null],
  ['', null],
])('%j means %j', (name, expected) => expect(nearest(name, keys)).toBe(expected));

test('without candidates nothing is near', () => expect(nearest('a', [])).toBeNull());
