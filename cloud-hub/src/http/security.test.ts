import { expect, test } from 'vitest';
import { testConfig } from '../config/config.fixture.ts';
import { doorkeeper } from './security.ts';

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['10.1.2.3', true],
  ['::ffff:10.1.2.3', true],
  ['192.168.0.7', true],
  ['192.168.0.8', false],
  ['203.0.113.9', false],
  ['fd00::1', true],
  ['fe80::1', false],
  ['', false],
])('plain HTTP beyond loopback is for the proxies: %s %s', (address, admitted) => {
  const { http } = testConfig({
    LOOKOUT_HOST: '0.0.0.0',
    LOOKOUT_TLS_PROXY: '10.0.0.0/8, 192.168.0.7 fd00::/8',
  });
  expect(doorkeeper(http)(address)).toBe(admitted);
});

test('on loopback whoever gets there may come in', () => {
  expect(doorkeeper(testConfig().http)('127.0.0.1')).toBe(true);
});
