import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig, loadStreams } from './config.ts';
import { ConfigError } from './config-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookout-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const head = `site: plant-a
device: pump-1
hub:
  url: mqtts://hub.example:8883
  secret: top-secret
`;
const stream = `  - name: loop
    bundle: models/loop
    source: { type: simulator }
`;
const load = (text: string, env = {}) => loadConfig(write('agent.yaml', text), env);

test('defaults are filled in and paths are of the file', () => {
  const config = load(`${head}streams:\n${stream}`);
  expect(config).toEqual({
    site: 'plant-a',
    device: 'pump-1',
    hub: { url: 'mqtts://hub.example:8883', secret: 'top-secret', caFile: null },
    dataDir: join(folder, 'lookout-data'),
    outbox: { maxBytes: 256 * 1024 * 1024, maxAgeHours: 168 },
    capture: {
      enabled: true,
      maxBytes: 64 * 1024 * 1024,
      maxAgeHours: 48,
      keepFreeBytes: 256 * 1024 * 1024,
      bytesPerSecond: 64 * 1024,
    },
    trust: { rootKeys: [] },
    runtime: { onnxruntime: null },
    machine: { root: '/', nvidiaSmi: 'nvidia-smi' },
    streams: [
      {
        name: 'loop',
        area: null,
        bundle: join(folder, 'models/loop'),
        source: { type: 'simulator', seed: 1, periodMs: 500, speed: 1 },
        window: { bridgeRows: 2, staleAfterMs: null, missingAfterRows: 5, recoverAfterRows: 5 },
        policy: null,
      },
    ],
  });
});

test('another build of ONNX Runtime is a folder that is there', () => {
  mkdirSync(join(folder, 'built'), { recursive: true });
  const text = `${head}runtime: { onnxruntime: built }\nstreams:\n${stream}`;
  expect(() => load(text)).toThrow(/runtime\.onnxruntime: no onnxruntime-node package is there/);
  write('built/package.json', '{}');
  expect(load(text).runtime).toEqual({ onnxruntime: join(folder, 'built') });
});

test('nothing in it can be changed', () => {
  const config = load(`${head}streams:\n${stream}`);
  expect(() => Object.assign(config.streams[0]?.source ?? {}, { seed: 2 })).toThrow(TypeError);
  expect(Object.isFrozen(config.hub)).toBe(true);
});

test('every kind of source is read', () => {
  writeFileSync(join(folder, 'broker.pw'), 'plant-secret\n');
  const { streams } = load(`${head}streams:
  - { name: a, bundle: b, source: { type: csv, file: rows.csv, speed: max, loop: true } }
  - { name: b, bundle: b, source: { type: host, periodMs: 2000 } }
  - { name: d, bundle: b, source: { type: images, folder: camera } }
  - name: c
    bundle: b
    policy: { onDelayMs: 2000, raiseLevel: 3.5, decision: cusum, alarmsPerDay: 0.5 }
    source:
      type: mqtt
      url: mqtt://plant:1883
      username: lookout
      passwordFile: broker.pw
      topics: [plant/pump-1]
      channels: { Pressure: p, Flow: { path: f, scale: 60, unit: l/min } }
`);
  expect(streams[0]?.source).toMatchObject({ file: join(folder, 'rows.csv'), speed: 'max' });
  expect(streams[2]?.source).toMatchObject({ folder: join(folder, 'camera') });
  expect(streams[3]?.policy).toEqual({
    ...{ raiseLevel: 3.5, clearLevel: null, onDelayMs: 2000, decision: 'cusum' },
    ...{ alarmsPerDay: 0.5, adaptive: null, commissioning: null },
  });
  expect(streams[3]?.source).toMatchObject({
    password: 'plant-secret',
    shape: 'flat',
    channels: { Pressure: { path: 'p', scale: 1 }, Flow: { path: 'f', scale: 60, unit: 'l/min' } },
  });
});

describe('the device secret', () => {
  const without = `${head.replace('  secret: top-secret\n', '')}streams:\n${stream}`;

  test('comes from a file', () => {
    writeFileSync(join(folder, 'secret'), 'from-file\n');
    const text = without.replace('hub:\n', 'hub:\n  secretFile: secret\n');
    expect(load(text).hub.secret).toBe('from-file');
  });

  test('comes from the environment first', () => {
    const env = { LOOKOUT_SECRET: 'from-env' };
    expect(load(`${head}streams:\n${stream}`, env).hub.secret).toBe('from-env');
    expect(load(without, env).hub.secret).toBe('from-env');
  });

  test('is not needed for the streams alone', () => {
    expect(loadStreams(write('agent.yaml', without))).toHaveLength(1);
  });

  test.each([
    ['none', without, /hub\.secret: missing; set hub\.secret, hub\.secretFile or LOOKOUT_SECRET/],
    ['two', `${head}  secretFile: s\nstreams:\n${stream}`, /both set/],
    ['no such file', without.replace('hub:\n', 'hub:\n  secretFile: nowhere\n'), /ENOENT/],
  ])('%s is an error', (_, text, message) => {
    expect(() => load(text)).toThrow(expect.objectContaining({ code: 'secret' }));
    expect(() => load(text)).toThrow(message);
  });
});

const simulator = 'source: { type: simulator }';
const broken: [what: string, text: string, code: string, message: RegExp][] = [
  ['not YAML', `${head}streams: [\n`, 'syntax', /agent\.yaml, line 7, column 1: not valid YAML/],
  ['a tab', `site: a\n\tdevice: b\n`, 'syntax', /line 2/],
  ['a key twice', `${head}site: b\n`, 'syntax', /line 6.*duplicate key/],
  ['nothing at all', '', 'invalid', /line 1: file: expected object/],
  [
    'an unknown key',
    `${head}outbox:\n  max_bytes: 5\nstreams:\n${stream}`,
    'unknownKey',
    /line 7: outbox\.max_bytes: unknown key; did you mean "maxBytes"\?/,
  ],
  [
    'an unknown key like no other',
    `${head}colour: red\nstreams:\n${stream}`,
    'unknownKey',
    /line 6: colour: unknown key; expected one of site, device, hub/,
  ],
  [
    'an unknown key of a source',
    `${head}streams:\n${stream.replace('{ type: simulator }', '{ type: simulator, sead: 1 }')}`,
    'unknownKey',
    /line 9: streams\[0\]\.source\.sead: unknown key; did you mean "seed"\?/,
  ],
  [
    'a missing key',
    `${head}streams:\n  - name: a\n    ${simulator}\n`,
    'invalid',
    /line 7: streams\[0\]\.bundle: missing; expected string/,
  ],
  [
    'an unknown source',
    `${head}streams:\n  - name: a\n    bundle: b\n    source: { type: opcua }\n`,
    'invalid',
    /line 9: streams\[0\]\.source\.type: .*csv, mqtt, host, simulator or images/,
  ],
  [
    'a name with blanks',
    `${head}streams:\n  - name: my pump\n    bundle: b\n    ${simulator}\n`,
    'invalid',
    /line 7: streams\[0\]\.name: expected 1 to 63/,
  ],
  [
    'two streams of one name',
    `${head}streams:\n${stream}${stream}`,
    'duplicateStream',
    /line 10: streams\[1\]\.name: streams\[0\] has the same name/,
  ],
  [
    'a speed of nothing',
    `${head}streams:\n${stream.replace('simulator', 'simulator, speed: 0')}`,
    'invalid',
    /line 9: streams\[0\]\.source\.speed: Too small/,
  ],
  [
    'frames that are followed and played',
    `${head}streams:\n${stream.replace('simulator', 'images, folder: f, follow: true, loop: true')}`,
    'invalid',
    /line 9: streams\[0\]\.source\.follow: expected false with loop or speed/,
  ],
  [
    'MQTT without topics',
    `${head}streams:\n  - name: a\n    bundle: b\n    source: { type: mqtt, url: 'mqtt://h' }\n`,
    'invalid',
    /source\.topics: expected at least one topic/,
  ],
];

describe('an error names file, line, key and remedy', () => {
  test.each(broken)('%s', (_, text, code, message) => {
    expect(() => load(text)).toThrow(ConfigError);
    expect(() => load(text)).toThrow(expect.objectContaining({ code }));
    expect(() => load(text)).toThrow(message);
  });

  test('no such file', () => {
    expect(() => loadConfig(join(folder, 'none.yaml'), {})).toThrow(
      expect.objectContaining({ code: 'unreadable', message: expect.stringMatching(/none\.yaml/) }),
    );
  });

  test.each([
    'hub: { url: hunter2, secret: hunter2 }',
    'hub: { url: "mqtt://h", secret: [hunter2] }',
    'hub: hunter2',
    'hub: { secret: hunter2',
    'hub: { secret: "hunter2',
    'secret: hunter2',
    'hub: { hunter: 2, url: "mqtt://hunter2" }',
  ])('never with the value: %s', (line) => {
    const text = `site: a\ndevice: b\n${line}\nstreams:\n${stream}`;
    expect(() => load(text)).toThrow(ConfigError);
    expect(() => load(text)).not.toThrow(/hunter2/);
  });
});

describe('root keys', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const base64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const withKey = (key: string) => `${head}trust: { rootKeys: ['${key}'] }\nstreams:\n${stream}`;

  test('are read from PEM files of the folder, or stand in the file', () => {
    write('root.pem', String(publicKey.export({ type: 'spki', format: 'pem' })));
    expect(load(withKey('root.pem')).trust.rootKeys).toEqual([base64]);
    expect(load(withKey(base64)).trust.rootKeys).toEqual([base64]);
  });

  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  test.each([
    ['a missing file', 'no.pem', 'ENOENT'],
    [
      'another kind of key',
      write('ec.pem', String(other.export({ type: 'spki', format: 'pem' }))),
      'Ed25519',
    ],
    ['a file that holds none', write('empty.pem', 'hello'), 'lookout keys'],
  ])('%s is refused in words', (_, key, words) =>
    expect(() => load(withKey(key))).toThrow(
      expect.objectContaining({ code: 'rootKey', message: expect.stringContaining(words) }),
    ),
  );
});
