import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

const around = { cloneDir: '/srv/lookout', isRoot: false, isTty: false };
const load = (env: Readonly<Record<string, string>>) => loadConfig(env, around);

const dir = mkdtempSync(join(tmpdir(), 'lookout-config-'));
const pem = (name: string, kind: string) => {
  writeFileSync(join(dir, name), `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`);
  return join(dir, name);
};
const cert = pem('cert.pem', 'CERTIFICATE');
const key = pem('key.pem', 'PRIVATE KEY');
const tls = { LOOKOUT_TLS_CERT: cert, LOOKOUT_TLS_KEY: key };
afterAll(() => rmSync(dir, { recursive: true }));

test('without any setting all is on this machine alone', () => {
  expect(load({})).toEqual({
    hubName: 'hub',
    dataDir: '/srv/lookout/.lookout',
    http: { host: '127.0.0.1', port: 3000, tls: null, trustedProxies: [], publicUrl: null },
    mqtt: { kind: 'embedded', host: '127.0.0.1', port: 1883, tls: null },
    database: { kind: 'embedded' },
    scoreRetentionDays: 30,
    loadRetentionDays: 7,
    workers: 1,
    assignmentKeyFile: null,
    delivery: { devices: 64, cacheBytes: 64 * 1024 * 1024 },
    log: { level: 'info', format: 'json' },
  });
});

test('a variable that is set to nothing is not set', () => {
  expect(load({ LOOKOUT_PORT: '', DATABASE_URL: '', MQTT_URL: '' })).toEqual(load({}));
});

test('it cannot be changed afterwards', () => {
  const config = load({});
  expect(() => Object.assign(config, { hubName: 'other' })).toThrow(TypeError);
  expect(() => Object.assign(config.http, { host: '0.0.0.0' })).toThrow(TypeError);
});

test('people at a terminal get few and readable lines', () => {
  const config = loadConfig({}, { ...around, isTty: true });
  expect(config.log).toEqual({ level: 'warn', format: 'human' });
});

test('a broker elsewhere: its credentials are taken out of what may be shown', () => {
  const { mqtt } = load({ MQTT_URL: 'mqtts://hub:p%40ss@broker.example.org:8883' });
  expect(mqtt).toEqual({
    kind: 'external',
    url: 'mqtts://broker.example.org:8883',
    username: 'hub',
    password: 'p@ss',
    deviceUrl: null,
  });
});

test.each([
  ['with TLS', { LOOKOUT_HOST: '0.0.0.0', ...tls }],
  [
    'behind a proxy that terminates it',
    { LOOKOUT_HOST: '0.0.0.0', LOOKOUT_TLS_PROXY: '10.0.0.0/8, ::1' },
  ],
  ['IPv6 loopback', { LOOKOUT_HOST: '::1' }],
  ['all of 127/8', { LOOKOUT_HOST: '127.0.0.2' }],
])('listens: %s', (_name, env) => {
  expect(load(env).http.host).toBe(env.LOOKOUT_HOST);
});

test('with TLS the broker listens where the hub does, behind a proxy on loopback', () => {
  expect(load({ LOOKOUT_HOST: '0.0.0.0', ...tls }).mqtt).toMatchObject({ host: '0.0.0.0' });
  const proxied = load({ LOOKOUT_HOST: '0.0.0.0', LOOKOUT_TLS_PROXY: '10.0.0.1' });
  expect(proxied.mqtt).toMatchObject({ host: '127.0.0.1' });
});

test.each<[name: string, env: Record<string, string>, message: string]>([
  ['words', { LOOKOUT_PORT: 'web' }, 'LOOKOUT_PORT: expected a port number'],
  ['half a port', { LOOKOUT_PORT: '80.5' }, 'LOOKOUT_PORT: expected a whole number'],
  ['too high', { LOOKOUT_MQTT_PORT: '70000' }, 'LOOKOUT_MQTT_PORT: expected at most 65535'],
  ['negative', { LOOKOUT_PORT: '-1' }, 'LOOKOUT_PORT: expected at least 0'],
  [
    'no retention',
    { LOOKOUT_SCORE_RETENTION_DAYS: '0' },
    'LOOKOUT_SCORE_RETENTION_DAYS: expected at least 1',
  ],
  ['unknown level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected one of fatal, error, warn'],
  [
    'an open door',
    { LOOKOUT_HOST: '0.0.0.0' },
    'LOOKOUT_HOST: an address other than loopback needs TLS',
  ],
  ['an open door in IPv6', { LOOKOUT_HOST: '::' }, 'LOOKOUT_HOST: an address other than'],
  ['an open broker', { LOOKOUT_MQTT_HOST: '0.0.0.0' }, 'LOOKOUT_MQTT_HOST: an address other than'],
  ['half of TLS', { LOOKOUT_TLS_CERT: cert }, 'LOOKOUT_TLS_KEY: expected too'],
  ['no such file', { ...tls, LOOKOUT_TLS_KEY: '/nowhere' }, 'LOOKOUT_TLS_KEY: expected the path'],
  [
    'files swapped',
    { LOOKOUT_TLS_CERT: key, LOOKOUT_TLS_KEY: cert },
    'LOOKOUT_TLS_CERT: expected a file in PEM form',
  ],
  [
    'another database',
    { DATABASE_URL: 'mysql://me:hunter2@db/x' },
    'DATABASE_URL: expected a URL such as',
  ],
  ['no URL', { DATABASE_URL: 'db:hunter2' }, 'DATABASE_URL: expected a URL such as'],
  [
    'another protocol',
    { MQTT_URL: 'http://hub:hunter2@broker' },
    'MQTT_URL: expected a URL such as',
  ],
  [
    'a stranger to a broker elsewhere',
    { MQTT_URL: 'mqtts://broker.example.org' },
    'MQTT_URL: expected user and password',
  ],
  [
    'a broken escape',
    { MQTT_URL: 'mqtt://hub:%zz@127.0.0.1' },
    'MQTT_URL: expected user and password in percent-encoding',
  ],
  [
    'a key that is none',
    { LOOKOUT_ASSIGNMENT_KEY_FILE: cert },
    'LOOKOUT_ASSIGNMENT_KEY_FILE: expected a private key in PEM form',
  ],
  ['a proxy by name', { LOOKOUT_TLS_PROXY: 'proxy' }, 'LOOKOUT_TLS_PROXY: expected IP addresses'],
  ['a name with blanks', { LOOKOUT_HUB_NAME: 'my hub' }, 'LOOKOUT_HUB_NAME: expected 1 to 63'],
])('refused, naming the key and never the value: %s', (_name, env, message) => {
  expect(() => load(env)).toThrow(
    expect.objectContaining({ code: 'badConfig', message: expect.stringContaining(message) }),
  );
  const [value = ''] = Object.values(env).slice(-1);
  if (value.length > 4) expect(() => load(env)).not.toThrow(value);
  expect(() => load(env)).not.toThrow('hunter2');
});
