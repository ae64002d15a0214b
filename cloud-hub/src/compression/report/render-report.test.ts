import { expect, test } from 'vitest';
import { aBundleEvaluation, anEvaluation, someAlerts } from './evaluation.fixture.ts';
import { renderReport } from './render-report.ts';
import { aReport } from './report.fixture.ts';
import { wordsOf } from './words-of.fixture.ts';

test('it says first what the detector did and whether a baseline does better', () => {
  const words = wordsOf(renderReport(aReport()));
  expect(words).toContain(
    'pump (VAE + linear residual) found 2 of 3 labelled events in 1 recording, 4 rows after their beginning in the median.',
  );
  expect(words).toContain(
    'It raised 2 false alarms in 12 h of normal operation, 4 a day (95 % 0.48 to 14).',
  );
  expect(words).toContain('A plain statistic does better here than the detector');
  expect(words.indexOf('A plain statistic')).toBeLessThan(words.indexOf('Detector and baselines'));
});

test.each([
  ['the detector beside the baselines', 'PCA T² 0.900 0.850 to 0.940 0.900'],
  ['a found fault with delay, peak and channels', 'a.csv 10 5 found 2 40 pressure 80 %'],
  ['a missed fault', 'a.csv 40 3 missed – 1 –'],
  ['a false alarm and its channels', 'a.csv 70 stands at the end 9 flow 60 %'],
  ['the tail, as it was kept', '10 % 20 % 15 % to 30 % more'],
  ['a tail that nothing can be said of', '1 % 0 % 0 % to 2 % cannot tell'],
  ['the costs as they were given', 'A false alarm is taken to cost 2, a missed event 300'],
  ['the cheapest level', 'fixed level 1: 9 false alarms and 0 misses of 2 events, cost 18.'],
  ["the detector's own cost", '1 false alarm and 1 miss, cost 302'],
  ['the bundle', 'b'.repeat(64)],
  ['the data by its digest', '/data/a.csv measured 100 2222222222222222…'],
  ['that precision will be lower in service', '35.4 % of the windows are anomalous, far more'],
])('it shows %s', (_, words) => expect(wordsOf(renderReport(aReport()))).toContain(words));

test('a recording that the detector was trained on is called no test, whatever its name', () => {
  const { method } = aReport();
  const measuredOn = [{ file: 'renamed.csv', sha256: '1'.repeat(64), rows: 2000 }];
  const words = wordsOf(renderReport(aReport({ method: { ...method, measuredOn } })));
  expect(words).toContain('Not an independent test. The detector was trained on renamed.csv');
  expect(wordsOf(renderReport(aReport()))).not.toContain('Not an independent test');
});

test('without labels there are no curves, and it says why', () => {
  const one = anEvaluation(null, null);
  const alerts = { ...someAlerts, events: 0, found: 0, standing: 0, delayRows: null };
  const evaluation = aBundleEvaluation({ ...one, prevalence: 0, alerts }, [
    { path: 'a.csv', ...one },
  ]);
  const files = aReport().files.map((file) => ({ ...file, faults: [] }));
  const unlabelled = aReport({
    evaluation: { ...evaluation, labelled: false },
    files,
    curves: null,
    cost: null,
  });
  const page = renderReport(unlabelled);
  expect(wordsOf(page)).toContain('pump (VAE + linear residual) raised 5 alerts in 1 recording');
  expect(wordsOf(page)).toContain('name the column with --label');
  expect(wordsOf(page)).not.toContain('of them false');
  expect(page).not.toContain('aria-label="ROC curves"');
});

test('names from files stay text', () => {
  const evil = `"><img src=x onerror=alert(1)><script>alert('x')</script>`;
  const { files, method, evaluation, curves } = aReport();
  const page = renderReport(
    aReport({
      name: evil,
      evaluation: { ...evaluation, detector: evil },
      curves: curves?.map((curve) => ({ ...curve, title: evil })) ?? null,
      files: files.map((file) => ({
        ...file,
        path: evil,
        faults: file.faults.map((fault) => ({ ...fault, channels: [{ name: evil, share: 1 }] })),
      })),
      method: {
        ...method,
        channels: [evil],
        label: evil,
        variant: evil,
        measuredOn: [{ file: evil, sha256: '3'.repeat(64), rows: 1 }],
      },
    }),
  );
  expect(page).not.toMatch(/<(img|script)/);
  expect(page.match(/&lt;img/g)?.length).toBeGreaterThan(8);
});

test('the page needs nothing from elsewhere, and would not get it', () => {
  const page = renderReport(aReport());
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/https?:|src=|url\(|@import/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/NaN|undefined|\[object/);
});

test('a spike reaches its height in the drawing', () => {
  const [path = ''] = /<path class="score band"[^>]*>/.exec(renderReport(aReport())) ?? [];
  const heights = [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  // 40 of 42 on the axis: within the highest twentieth of 1000.
  expect(Math.min(...heights)).toBeLessThan(50);
});
