import { expect, test } from 'vitest';
import {
  aBundleEvaluation,
  anEvaluation,
  someAlerts,
} from '../compression/report/evaluation.fixture.ts';
import { describeEvaluation } from './evaluation-report.ts';

const calibration = { raiseLevel: 7.738, falseAlarmRate: 0.003 };

test('the report shows each file and all of them', () => {
  const one = anEvaluation(0.8, 0.9);
  const quiet = { ...someAlerts, events: 0, found: 0, standing: 0, delayRows: null };
  const all = aBundleEvaluation({ ...one, windows: 2272 }, [
    { path: 'a.csv', ...one },
    {
      path: 'b.csv',
      ...one,
      auroc: null,
      detectionDelay: null,
      alerts: { ...quiet, falseAlarms: null },
    },
  ]);
  const text = describeEvaluation(all, { name: 'pump', calibration });
  const lines = text.split('\n');
  expect(lines).toContain('Threshold 7.74, set for 0.3 % false alarms');
  expect(lines).toContain(
    'a.csv         1136     35.4 %  0.800  0.800        0.31 %      50 %  4.5 rows',
  );
  expect(lines).toContain(
    'b.csv         1136     35.4 %      –  0.800        0.31 %      50 %         –',
  );
  expect(lines.some((line) => line.startsWith('all files     2272'))).toBe(true);
  expect(text).toMatch(
    /^a\.csv +5 +3 +2 \(1 under a standing alert\) +4 rows +2 +4 \(0\.48 to 14\)$/m,
  );
  expect(text).toMatch(/^b\.csv +5 +0 +– +– +– +–$/m);
  expect(text).toMatch(
    /^pump \(VAE \+ linear residual\) +0\.800 +0\.750 to 0\.840 +0\.800 +0\.800 +0\.800 +0\.800$/m,
  );
  expect(text).toMatch(/^PCA T² +0\.900 +0\.850 to 0\.940 +0\.900/m);
  expect(text).toContain('A plain statistic does better here');
});
