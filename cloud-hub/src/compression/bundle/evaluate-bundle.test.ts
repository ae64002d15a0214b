import { beforeAll, expect, test } from 'vitest';
import type { BundleEvaluation } from '../evaluation/judge-recordings.ts';
import { evaluateBundle } from './evaluate-bundle.ts';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { bundleOf } from './open-bundle.ts';
import { trainBundle } from './train-bundle.ts';

const faults = [{ fault: 'valve-closing' as const, severity: 1, fromRow: 4400, toRow: 4500 }];
/** Longer than what is scored at once. */
const faulty = simulatedRecording(4500, { run: 2, faults });
const normal = simulatedRecording(150, { run: 3 });
let evaluation: BundleEvaluation;
beforeAll(async () => {
  const files = await trainBundle(quickRequest([simulatedRecording(4000)]));
  evaluation = await evaluateBundle(bundleOf('memory', files), [
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
  expect(evaluation.vusPr).toBeGreaterThan(0.5);
  expect(evaluation.vusRoc).toBeGreaterThan(0.95);
  expect(evaluation.aurocInterval?.low).toBeLessThan(evaluation.auroc ?? 0);
});

test('the alerts are those of a device: one event, found, and the rest counted on quiet time', () => {
  const { events, found, missed, delayRows, falseAlarms } = evaluation.alerts;
  expect({ events, found, missed }).toEqual({ events: 1, found: 1, missed: 0 });
  expect(delayRows).toBeLessThan(20);
  // Rows 4390 to 4499 may hold an alert of the event, 141 windows of the other file are quiet.
  expect(falseAlarms?.days).toBeCloseTo((4491 - 110 + 141) / 86_400, 9);
});

test('the mean over files leaves out a file of one class', () => {
  expect(evaluation.fileMean).toMatchObject({ files: 1, auroc: evaluation.files[0]?.auroc });
});

test('a file of one class leaves null where nothing can be said', () => {
  const none = { auroc: null, aurocInterval: null, auprc: null, vusPr: null, vusRoc: null };
  expect(evaluation.files[1]).toMatchObject({
    ...none,
    prevalence: 0,
    detectionRate: null,
    detectionDelay: null,
    falseAlarmRate: expect.any(Number),
    baselines: { zmax: none, pcaT2: none, pcaSpe: none, windowMean: none, var1: none },
  });
});
