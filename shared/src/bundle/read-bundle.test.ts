import { expect, test } from 'vitest';
import { bundleId, readManifest, sha256Hex, verifyFiles } from './read-bundle.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parts = {
  'model.onnx': bytes('model'),
  'golden.json': bytes('golden'),
  'baselines.json': bytes('baselines'),
};
const entry = (part: Uint8Array) => ({ sha256: sha256Hex(part), sizeBytes: part.length });
const manifest = {
  format: 1,
  name: 'pump',
  createdAt: 0,
  detector: 'vae',
  architecture: 'dense',
  variant: 'fp32',
  input: {
    kind: 'series',
    windowLength: 10,
    periodMs: 1000,
    channels: [
      {
        name: 'Pressure',
        unit: 'bar',
        mean: 1,
        sd: 1,
        plausibleMin: null,
        plausibleMax: null,
        stuckAfterRows: null,
      },
    ],
  },
  latent: 8,
  files: {
    'model.onnx': entry(parts['model.onnx']),
    'golden.json': entry(parts['golden.json']),
    'baselines.json': entry(parts['baselines.json']),
  },
  calibration: {
    windows: 100,
    median: 0,
    spread: 1,
    falseAlarmRate: 0.01,
    raiseLevel: 3,
    clearLevel: 2,
    quantiles: [-1, 0, 1],
    tail: { start: 1, share: 0.1, meanExcess: 1 },
  },
  commissioning: { minWindows: 500, medianBounds: [0, 1], spreadBounds: [0.1, 10] },
  provenance: {
    seed: 1,
    rows: 1,
    windows: 1,
    steps: 1,
    trainLoss: null,
    validationLoss: null,
    parameters: 1,
    data: [],
  },
};
const manifestBytes = bytes(JSON.stringify(manifest));

test('a whole bundle is accepted, and its id is the digest of the manifest as it is', () => {
  const read = readManifest(manifestBytes);
  expect(read).toEqual(manifest);
  expect(() => verifyFiles(read, parts)).not.toThrow();
  expect(() =>
    verifyFiles(read, { ...parts, 'model.onnx': entry(parts['model.onnx']) }),
  ).not.toThrow();
  expect(bundleId(manifestBytes)).toBe(sha256Hex(manifestBytes));
});

test.each<[string, string, Uint8Array, string]>([
  ['garbage', 'malformed', bytes('\u0000PK'), 'manifest.json is not JSON'],
  ['a cut', 'malformed', manifestBytes.subarray(0, 100), 'truncated'],
  ['another JSON', 'malformed', bytes('{"format":1}'), 'manifest.json: name:'],
  ['a list', 'malformed', bytes('[]'), 'manifest.json'],
  ['a newer format', 'newerFormat', bytes('{"format":2}'), 'update Lookout'],
  [
    'a spread of 0',
    'malformed',
    bytes(JSON.stringify({ ...manifest, calibration: { ...manifest.calibration, spread: 0 } })),
    'manifest.json: calibration.spread:',
  ],
])('a manifest that is %s is refused as %s', (_, code, file, message) => {
  expect(() => readManifest(file)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test.each([
  ['missing', 'missingFile', undefined, 'model.onnx is missing'],
  ['truncated', 'digest', bytes('mod'), 'model.onnx has 3 bytes, the manifest says 5'],
  ['altered by one bit', 'digest', bytes('modem'), 'model.onnx is not the file'],
])('a model that is %s is refused as %s', (_, code, model, message) => {
  expect(() => verifyFiles(readManifest(manifestBytes), { ...parts, 'model.onnx': model })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
