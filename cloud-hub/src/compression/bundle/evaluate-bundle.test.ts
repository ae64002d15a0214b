import {
  bundleId,
  readBaselines,
  readGolden,
  readManifest,
} from '@lookout/shared/bundle/read-bundle';
import { beforeAll, expect, test } from 'vitest';
import { type BundleEvaluation, evaluateBundle } from './evaluate-bundle.ts';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { trainBundle } from './train-bundle.ts';

const faults = [{ fault: 'valve-closing' as const, severity: 1, fromRow: 4400, toRow: 4500 }];
/** Longer than what is scored at once. */
const faulty = simulatedRecording(4500, { run: 2, faults });
const normal = simulatedRecording(150, { run: 3 });
let evaluation: BundleEvaluation;
beforeAll(async () => {
  const files = await trainBundle(quickRequest([simulatedRecording(4000)]));
  const bundle = {
    dir: 'memory',
    id: bundleId(files['manifest.json']),
    manifest: readManifest(files['manifest.json']),
    model: files['model.onnx'],
    golden: readGolden(files['golden.json']),
    baselines: readBaselines(files['baselines.json']),
  };
  evaluation = await evaluateBundle(bundle, [
    { path: 'faulty.csv', recording: faulty },
    { path: 'normal.csv', recording: normal },
  ]);
});

test('a severe fault is told from normal operation, file by file and pooled', () => {
  const [first] = evaluation.files;
  expect(first).toMatchObject({ path: 'faulty.csv', windows: 4491, prevalence: 100 / 4491 });
  expect(first?.auroc).toBeGreaterThan(0.95);
  expect(first?.detectionRate).toBeGreaterThan(0.8);
  expect(first?.detectionDelay).toBeLessThan(20);
  expect(evaluation).toMatchObject({ windows: 4491 + 141, prevalence: 100 / (4491 + 141) });
  expect(evaluation.auroc).toBeGreaterThan(0.95);
});

test('a file of one class leaves null where nothing can be said', () => {
  const none = { auroc: null, auprc: null };
  expect(evaluation.files[1]).toMatchObject({
    ...none,
    prevalence: 0,
    detectionRate: null,
    detectionDelay: null,
    falseAlarmRate: expect.any(Number),
    baselines: { zmax: none, pcaT2: none, pcaSpe: none, windowMean: none, var1: none },
  });
});
