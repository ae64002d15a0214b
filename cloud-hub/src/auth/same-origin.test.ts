import { expect, test } from 'vitest';
import { isSameOrigin, type OriginHeaders } from './same-origin.ts';

const host = '127.0.0.1:3000';

test.each<[what: string, headers: OriginHeaders, expected: boolean]>([
  ['our own page', { host, origin: 'http://127.0.0.1:3000' }, true],
  ['another port of this machine', { host, origin: 'http://127.0.0.1:8080' }, false],
  ['another site', { host, origin: 'https://evil.example' }, false],
  ['our name as part of another', { host, origin: 'http://127.0.0.1:3000.evil.example' }, false],
  ['a sandboxed page', { host, origin: 'null' }, false],
  ['no URL', { host, origin: ':::' }, false],
  ['a program', { host }, true],
  ['a browser without Origin, from us', { host, 'sec-fetch-site': 'same-origin' }, true],
  ['a browser without Origin, typed', { host, 'sec-fetch-site': 'none' }, true],
  ['a browser without Origin, from another port', { host, 'sec-fetch-site': 'same-site' }, false],
  ['a browser without Origin, from elsewhere', { host, 'sec-fetch-site': 'cross-site' }, false],
])('%s', (_what, headers, expected) => {
  expect(isSameOrigin(headers)).toBe(expected);
});

test('behind a proxy that changes the host, the public address counts', () => {
  const headers = { host: 'hub:3000', origin: 'https://lookout.example.org' };
  expect(isSameOrigin(headers)).toBe(false);
  expect(isSameOrigin(headers, 'https://lookout.example.org/')).toBe(true);
  expect(isSameOrigin(headers, 'https://other.example.org')).toBe(false);
});
