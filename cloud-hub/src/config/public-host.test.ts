import { expect, test } from 'vitest';
import { publicHost } from './public-host.ts';

const named = { publicUrl: 'https://lookout.example.org:8443/' };

test.each([
  ['127.0.0.1', { publicUrl: null }, '127.0.0.1'],
  ['::1', { publicUrl: null }, '[::1]'],
  ['10.0.0.5', named, '10.0.0.5'],
  ['0.0.0.0', { publicUrl: null }, 'edge-7'],
  ['::', named, 'lookout.example.org'],
])('%s with %j is reached as %s', (host, http, expected) => {
  expect(publicHost(host, http, 'edge-7')).toBe(expected);
});
