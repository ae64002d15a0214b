import { expect, test } from 'vitest';
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
  const color = (name: string) => ({ name, unit: null });
  const camera = { kind: 'image', height: 224, width: 320, periodMs: 1000 } as const;
  const channels = ['red', 'green', 'blue'].map(color);
  expect(inputText({ ...camera, channels })).toBe('frames 3×224×320 every 1000 ms');
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
