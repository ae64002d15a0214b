import { describe, expect, test } from 'vitest';
import { compareReleases } from './compare.ts';
import { manifestOf, releaseOf, variantOf } from './release.fixture.ts';
import {
  aurocText,
  byModel,
  inputText,
  latencyText,
  obstacleText,
  sizeText,
  thresholdText,
  useText,
} from './release-text.ts';

test('a variant in figures', () => {
  const { evaluation, thresholds } = variantOf();
  expect(aurocText(evaluation)).toBe('0.934 (0.910 to 0.950)');
  expect(latencyText(evaluation)).toBe('61 µs, p99 2.35 ms');
  expect(sizeText(variantOf())).toBe('84.0 KiB');
  expect(thresholdText(thresholds)).toBe('4.20, for 0.1 % of normal windows');
  expect(thresholdText({ ...thresholds, alarmsPerDay: 2 })).toBe('4.20, for 2 false alarms a day');
  expect(inputText(manifestOf().input)).toBe('2 channels, windows of 10 rows every 500 ms');
});

test('what was not measured is said', () => {
  const nothing = {
    auroc: null,
    aurocCi: null,
    vusPr: null,
    latencyP50Us: null,
    latencyP99Us: null,
  };
  for (const evaluation of [null, nothing])
    expect([aurocText(evaluation), latencyText(evaluation)]).toEqual([
      'not measured',
      'not measured',
    ]);
});

test.each([
  ['signed', releaseOf(), 5, null],
  ['a draft', releaseOf({ state: 'draft' }), 5, 'not signed'],
  ['expired', releaseOf(), 1_000_000, 'expired'],
])('what is in the way: %s', (_name, release, now, text) =>
  expect(obstacleText(release, now)).toBe(text),
);

test('use', () =>
  expect([0, 1, 2].map(useText)).toEqual(['not in use', 'on 1 asset', 'on 2 assets']));

test('models by their newest release, releases the newest first', () => {
  const of = (model: string, version: string, createdAt: number) =>
    releaseOf({ createdAt, manifest: manifestOf({ model, version }) });
  const groups = byModel([of('fan', '1', 1), of('pump', '1', 2), of('fan', '2', 3)]);
  expect([...groups].map(([model, list]) => [model, list.map((r) => r.manifest.version)])).toEqual([
    ['fan', ['2', '1']],
    ['pump', ['1']],
  ]);
});

describe('side by side', () => {
  const a = manifestOf({ variants: [variantOf(), variantOf({ name: 'gpu-fp16' })] });
  const b = manifestOf({
    version: '1.1.0',
    variants: [variantOf({ providers: ['webgpu', 'cpu'] })],
  });
  const sections = compareReleases(a, b);

  test('a section for the input, one for each variant of either, one for where it comes from', () =>
    expect(sections.map(({ title }) => title)).toEqual([
      'Input',
      'cpu-fp32',
      'gpu-fp16',
      'Lineage',
    ]));

  test('what differs is marked, what is the same is not', () => {
    const differing = sections.flatMap(({ title, rows }) =>
      rows.filter(({ differs }) => differs).map(({ name }) => `${title} ${name}`),
    );
    expect(differing).toEqual([
      'cpu-fp32 Runs on',
      ...['AUROC', 'Latency', 'Size', 'Raises at', 'Runs on', 'Bundle'].map((n) => `gpu-fp16 ${n}`),
    ]);
  });

  test('a variant that only one has is empty on the other side', () =>
    expect(sections[2]?.rows[0]).toMatchObject({ a: '0.934 (0.910 to 0.950)', b: null }));
});
