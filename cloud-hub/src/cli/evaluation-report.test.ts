import { expect, test } from 'vitest';
import type { BundleEvaluation, Evaluation } from '../compression/bundle/evaluate-bundle.ts';
import { describeEvaluation, verdict } from './evaluation-report.ts';

const ranking = (auroc: number | null) => ({ auroc, auprc: auroc });
const evaluation = (auroc: number | null, pcaT2: number | null): Evaluation => ({
  windows: 1136,
  prevalence: 0.354,
  ...ranking(auroc),
  threshold: 7.74,
  falseAlarmRate: 0.0031,
  detectionRate: 0.5,
  detectionDelay: 4.5,
  baselines: {
    zmax: ranking(auroc === null ? null : 0.5),
    pcaT2: ranking(pcaT2),
    pcaSpe: ranking(auroc === null ? null : 0.4),
    windowMean: ranking(auroc === null ? null : 0.45),
    var1: ranking(auroc === null ? null : 0.3),
  },
});

test.each<[string, number | null, number | null, string]>([
  [
    'worse',
    0.8,
    0.9,
    'A plain statistic does better here than the VAE: PCA T², AUROC 0.900 against 0.800.',
  ],
  ['within noise', 0.8, 0.803, 'The best plain statistic is as good as the VAE here: PCA T²'],
  ['better', 0.9, 0.8, 'The VAE does better here than every plain statistic; the best is PCA T²'],
  ['one class only', null, null, 'The windows are of one class only'],
])('the verdict says in words that the VAE is %s', (_, auroc, pcaT2, words) => {
  expect(verdict(evaluation(auroc, pcaT2))).toContain(words);
});

test('the report shows each file and all of them', () => {
  const one = evaluation(0.8, 0.9);
  const all: BundleEvaluation = {
    ...one,
    windows: 2272,
    files: [
      { path: 'a.csv', ...one },
      { path: 'b.csv', ...one, auroc: null, detectionDelay: null },
    ],
  };
  const calibration = { raiseLevel: 7.738, falseAlarmRate: 0.003 };
  const lines = describeEvaluation(all, { name: 'pump', calibration }).split('\n');
  expect(lines).toContain('Threshold 7.74, set for 0.3 % false alarms');
  expect(lines).toContain(
    'a.csv         1136     35.4 %  0.800  0.800        0.31 %      50 %  4.5 rows',
  );
  expect(lines).toContain(
    'b.csv         1136     35.4 %      –  0.800        0.31 %      50 %         –',
  );
  expect(lines.some((line) => line.startsWith('all files     2272'))).toBe(true);
  expect(lines.some((line) => /^PCA T² +0\.900 +0\.900$/.test(line))).toBe(true);
});
