import { expect, test } from 'vitest';
import { isLoopback } from './addresses.ts';

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['localhost', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['127.0.0.1.example.org', false],
  ['', false],
])('%j is reached from this machine only: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
