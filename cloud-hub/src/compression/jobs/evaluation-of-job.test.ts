import { expect, test } from 'vitest';
import { aCompressionReport } from '../report/compression/compression-report.fixture.ts';
import { evaluationOfJob } from './evaluation-of-job.ts';

const compressed = aCompressionReport();

test('a compression has judged and timed the form for CPUs', () => {
  const evaluation = evaluationOfJob(JSON.parse(JSON.stringify(compressed)), 'int8-cpu.zip');
  expect(evaluation).toMatchObject({ vusPr: 0.598, latencyP50Us: 40, latencyP99Us: 60 });
  expect(evaluation?.auroc).toBeCloseTo(0.798);
  expect(evaluation?.aurocCi?.map((bound) => bound.toFixed(3))).toEqual(['0.768', '0.828']);
});

test('a training has judged its only bundle', () => {
  const report = { auroc: 0.9, aurocInterval: { low: 0.8, high: 0.95 }, vusPr: 0.7, windows: 3 };
  expect(evaluationOfJob(report, 'bundle.zip')).toEqual({
    ...{ auroc: 0.9, aurocCi: [0.8, 0.95], vusPr: 0.7 },
    ...{ latencyP50Us: null, latencyP99Us: null },
  });
});

test.each([
  ['the form for GPUs, which nobody timed', compressed, 'fp16-gpu.zip'],
  [
    'a compression that changed nothing',
    aCompressionReport({ outcome: { kind: 'infeasible' } }),
    'int8-cpu.zip',
  ],
  ['a report of another version', { format: 7 }, 'int8-cpu.zip'],
  ['no report', null, 'bundle.zip'],
])('nothing is told of %s', (_, report, file) => {
  expect(evaluationOfJob(report, file)).toBeNull();
});
