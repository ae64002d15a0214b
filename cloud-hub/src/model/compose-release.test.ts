import { bundleId, readManifest } from '@lookout/shared/bundle/read-bundle';
import { ReleaseDraft } from '@lookout/shared/protocol/registry';
import { describe, expect, test } from 'vitest';
import type { ToyBundleOptions } from '../../../test/support/toy-bundle.ts';
import { type BundleFacts, composeRelease } from './compose-release.ts';
import { diffReleases } from './diff-releases.ts';
import { toyFiles } from './registry.fixture.ts';

const factsOf = (options: Partial<ToyBundleOptions> = {}): BundleFacts => {
  const bytes = toyFiles(options)['manifest.json'];
  const manifest = readManifest(bytes);
  const own = { id: bundleId(bytes), manifest, manifestSizeBytes: bytes.length };
  return { ...own, job: null, evaluation: null };
};
const pressure = { name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 };
const facts = factsOf();
const now = 1_000;

const compose = (bundles: Readonly<Record<string, BundleFacts>>, part: object = {}) =>
  composeRelease(
    ReleaseDraft.parse({
      ...{ model: 'pump', version: '1' },
      variants: Object.entries(bundles).map(([name, { id }]) => ({ name, bundle: id })),
      ...part,
    }),
    (id) => Object.values(bundles).find((own) => own.id === id) ?? facts,
    null,
    now,
  );

test('what the name and the bundle say of a variant is in the manifest', () => {
  const manifest = compose({ 'cpu-int8': facts, 'gpu-fp16': factsOf({ name: 'other' }) });
  expect(manifest.variants.map(({ providers }) => providers)).toEqual([
    ['cpu'],
    ['tensorrt', 'cuda', 'webgpu'],
  ]);
  expect(manifest.variants[0]).toMatchObject({
    bundle: facts.id,
    thresholds: { raiseLevel: 6, clearLevel: 3, falseAlarmRate: 0.01, alarmsPerDay: null },
    files: { 'manifest.json': { sha256: facts.id }, ...facts.manifest.files },
  });
  expect(manifest.input.channels).toEqual([{ name: 'pressure', unit: 'bar' }]);
});

test('an evaluation comes from the draft, or else from the job that made the bundle', () => {
  const measured = (auroc: number) => ({
    ...{ auroc, aurocCi: null, vusPr: null, latencyP50Us: 20, latencyP99Us: null },
  });
  const job = 'b1e7c1f4-8a30-4b6e-9d52-0c8e5d1f7a11';
  const made = { ...facts, job, evaluation: measured(0.9) };
  const { variants, lineage } = compose({ 'cpu-a': made });
  expect([variants[0]?.evaluation?.auroc, lineage.job]).toEqual([0.9, job]);
  const told = [{ name: 'cpu-a', bundle: made.id, evaluation: measured(0.8) }];
  expect(compose({ 'cpu-a': made }, { variants: told }).variants[0]?.evaluation?.auroc).toBe(0.8);
});

test.each([
  ['window', { windowLength: 8 }, 'same: windows of 4 rows and windows of 8 rows.'],
  ['period', { periodMs: 500 }, 'period 1000 ms and 500 ms'],
  ['unit', { channels: [{ ...pressure, unit: 'psi' }] }, 'pressure [bar] and pressure [psi]'],
])('variants of another %s do not go together', (_, options, words) => {
  expect(() => compose({ 'cpu-a': facts, 'cpu-b': factsOf(options) })).toThrow(
    expect.objectContaining({
      status: 409,
      code: 'unlikeVariants',
      message: expect.stringContaining(words),
    }),
  );
});

const color = (name: string) => ({ ...pressure, name, unit: null });
const camera = (width: number): BundleFacts => {
  const own = factsOf({ name: `camera-${width}` });
  const channels = factsOf({ channels: ['red', 'green', 'blue'].map(color) }).manifest.input
    .channels;
  const input = { kind: 'image' as const, height: 224, width, periodMs: 1000, channels };
  return { ...own, manifest: { ...own.manifest, input } };
};

test('variants of one camera go together, and with no other frames or rows', () => {
  const { input } = compose({ 'cpu-a': camera(224), 'gpu-b': camera(224) });
  expect(input).toMatchObject({ kind: 'image', height: 224, width: 224, periodMs: 1000 });
  expect(input.channels.map(({ name }) => name)).toEqual(['red', 'green', 'blue']);
  expect(() => compose({ 'cpu-a': camera(224), 'cpu-b': camera(320) })).toThrow(
    'frames 3×224×224 and frames 3×224×320',
  );
  expect(() => compose({ 'cpu-a': camera(224), 'cpu-b': facts })).toThrow(
    'frames 3×224×224 and windows of 4 rows',
  );
});

test('two variants of one name are refused', () => {
  const twice = [1, 2].map(() => ({ name: 'cpu-a', bundle: facts.id }));
  expect(() => compose({ 'cpu-a': facts }, { variants: twice })).toThrow(
    expect.objectContaining({ code: 'twiceNamed' }),
  );
});

describe('the difference of two releases', () => {
  const id = (digit: string) => digit.repeat(64);
  const flow = { name: 'flow', unit: null, mean: 1, sd: 1 };
  const a = { id: id('a'), manifest: compose({ 'cpu-a': facts, 'cpu-b': facts }) };

  test('names what was added, removed, changed and left', () => {
    const other = factsOf({ name: 'other', channels: [flow, { ...pressure, unit: 'kPa' }] });
    const manifest = compose({ 'cpu-a': other, 'gpu-c': other }, { version: '2' });
    const b = {
      id: id('b'),
      manifest: { ...manifest, lineage: { ...manifest.lineage, parent: a.id } },
    };
    const diff = diffReleases(a, b);
    expect(diff.variants.map(({ name, change }) => [name, change])).toEqual([
      ['cpu-a', 'changed'],
      ['cpu-b', 'removed'],
      ['gpu-c', 'added'],
    ]);
    expect(diff.variants[2]).toMatchObject({
      bundle: [null, other.id],
      sizeBytes: [null, expect.any(Number)],
    });
    expect(diff.input).toMatchObject({
      channelsAdded: [{ name: 'flow', unit: null }],
      channelsRemoved: [],
      unitsChanged: [{ name: 'pressure', unit: ['bar', 'kPa'] }],
      channelsReordered: false,
    });
    expect(diff.lineage.follows).toBe(true);
  });

  test('of a release from itself is none', () => {
    const diff = diffReleases(a, a);
    expect(diff.variants.map(({ change }) => change)).toEqual(['same', 'same']);
    expect(diff.lineage).toMatchObject({ follows: false, dataAdded: [], dataRemoved: [] });
  });

  test('tells channels that stand in another order', () => {
    const [one, two] = [
      [flow, pressure],
      [pressure, flow],
    ].map((channels, i) => ({
      id: id(String(i)),
      manifest: compose({ 'cpu-a': factsOf({ channels }) }),
    }));
    if (one === undefined || two === undefined) throw new Error('two releases');
    expect(diffReleases(one, two).input).toMatchObject({
      channelsAdded: [],
      channelsReordered: true,
    });
  });
});
