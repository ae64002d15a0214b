import { expect, test } from 'vitest';
import { wordsOf } from '../words-of.fixture.ts';
import { about, aCompressionReport, aVariant } from './compression-report.fixture.ts';
import { CompressionReport } from './compression-report-data.ts';
import { renderCompressionReport } from './render-compression-report.ts';

const words = (changes: Parameters<typeof aCompressionReport>[0] = {}) =>
  wordsOf(renderCompressionReport(aCompressionReport(changes)));

test('the report in JSON is what was written', () => {
  const report = aCompressionReport();
  expect(CompressionReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test('what was gained and lost comes before every table', () => {
  const text = words();
  expect(text).toContain('pump pump: 3.0× faster at batch 1');
  expect(text.indexOf('It detects as well as before')).toBeLessThan(text.indexOf('Stages:'));
});

test.each([
  [
    'a stage with its latencies and how much faster it is',
    '3. variant c 20,000 20,000 30 kB 50 kB 20 µs, 3.0× p99 30 µs 200 µs, 3.0× p99 300 µs',
  ],
  [
    'AUROC, interval and paired change by component',
    '3. variant c 0.798 0.768 to 0.828 −0.002 −0.006 to +0.002 0.799 0.769 to 0.829 −0.001',
  ],
  ['the loss and its parts', '50.0 46.0 + KL 4.0'],
  ['old and new level', '3. variant c 1 % 3.4 % 1.2 % 40 % 41 %'],
  [
    'a point that breaks the budget, and by what',
    '3. half 40 µs +0.003 300 kB yes too slow, too large',
  ],
  ['the chosen point', '2. chosen one 20 µs +0.004 50 kB yes within, chosen'],
  [
    'a disturbance before and after',
    'attack within ±0.1 sd, normal windows raised 20 % 22 % +2.00 +2.20 200',
  ],
  ['a failing channel', 'one channel failing: drift 20 % 22 %'],
  [
    'what alarms cost, before and after',
    'After, its own decision came to 1 false alarm and 1 miss, cost 302',
  ],
  [
    'a rival at its own latency',
    'window mean + VAR(1) 0.788 0.758 to 0.818 −0.012 −0.015 to −0.009 25 µs',
  ],
  ['this detector among its rivals', 'this detector, variant c 0.798 0.768 to 0.828 – – 40 µs'],
  [
    'what was asked for',
    'at most 25 µs, 100 kB, an AUROC drop of 0.01; target cpu; threshold for 1 % of normal windows; seed 1',
  ],
  ['the machine', 'Some CPU, 2 cores, 1 thread'],
  ['data by digest', 'faults.csv judged 900 2222222222222222…'],
])('it shows %s', (_, text) => expect(words()).toContain(text));

test('a run that found nothing says so and shows the nearest points', () => {
  const text = words({ outcome: { kind: 'infeasible' } });
  expect(text).toContain('The budget cannot be met for pump');
  expect(text).toContain('this detector, uncompressed, fp32');
});

test('what was not measured is called so, and nothing is drawn of it', () => {
  const bare = {
    ...aVariant('a', null),
    latency: [],
    peakMemoryBytes: null,
  };
  const page = renderCompressionReport(
    aCompressionReport({
      variants: [bare],
      ...{ outcome: { kind: 'unchanged', reason: 'nothing was faster' }, pareto: [], rivals: [] },
      ...{ robustness: null, cost: null, ownLatencyUs: null },
    }),
  );
  const text = wordsOf(page);
  expect(text).toContain('pump stays as it is: nothing was faster.');
  expect(text).toContain('1. uncompressed, fp32 60,000 60,000 480 kB 500 kB not timed not timed');
  expect(text).toContain('A cost curve needs events');
  expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
});

test('ablations stand under their question', () => {
  const answer = { latencyUs: 20, modelBytes: 50_000, falseAlarmRate: 0.01 };
  const auroc = { score: about(0.8), reconstruction: about(0.7), kl: about(0.6) };
  const answers = [
    { ...answer, title: 'removed', auroc },
    { ...answer, title: 'masked', latencyUs: 60, auroc },
  ];
  expect(words({ ablations: [{ question: 'Removed or masked?', answers }] })).toContain(
    'Removed or masked? variant AUROC, score reconstruction KL latency whole file false alarms removed 0.800 0.700 0.600 20 µs 50 kB 1 % masked 0.800 0.700 0.600 60 µs',
  );
});

test('without ablations there is no heading for them', () => {
  expect(words({ ablations: [] })).not.toContain('What each choice of the method is worth');
});

test.each([
  ['device', 'from the device’s table'],
  ['predicted', 'predicted from the device’s table'],
] as const)('latencies of a device that are %s are called so', (source, text) => {
  const { variants, machine } = aCompressionReport();
  const told = variants.map((variant) => ({
    ...variant,
    latency: variant.latency.map((one) => ({ ...one, source, p99Us: null })),
  }));
  const page = words({ variants: told, machine: { ...machine, profile: 'jetson.json' } });
  expect(page).toContain(`× ${text}`);
  expect(page).not.toContain('first look');
  expect(page).toContain("peak memory of the device's own table jetson.json");
});

test('names from files stay text', () => {
  const evil = `"><img src=x onerror=alert(1)><script>alert('x')</script>`;
  const { variants, pareto, base, machine, data, ...rest } = aCompressionReport();
  const page = renderCompressionReport({
    ...rest,
    name: evil,
    verdict: [evil, evil],
    warnings: [evil],
    variants: variants.map((variant) => ({ ...variant, title: evil })),
    pareto: pareto.map((point) => ({ ...point, title: evil })),
    base: { ...base, name: evil, detector: evil, architecture: evil, bundleId: evil },
    machine: { ...machine, cpuModel: evil, node: evil, profile: evil },
    data: { ...data, files: data.files.map((file) => ({ ...file, file: evil })) },
  });
  expect(page).not.toMatch(/<(img|script)/);
  expect(page.match(/&lt;img/g)?.length).toBeGreaterThan(15);
});

test('the page needs nothing from elsewhere, and would not get it', () => {
  const page = renderCompressionReport(aCompressionReport());
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/https?:|src=|url\(|@import|<script/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
});

test('the larger file is the larger dot, and a point lies where it was measured', () => {
  const page = renderCompressionReport(aCompressionReport());
  const dots = [
    ...page.matchAll(/bubble [^"]*" style="left:([\d.]+)%;bottom:([\d.]+)%;--r:(\d+)px"><b>(\d)/g),
  ];
  // The first four are those of the Pareto plot, the largest drawn first.
  const [large, , chosen] = dots.map(([, left, bottom, r, n]) => ({ ...{ left, bottom, r, n } }));
  expect(large).toMatchObject({ n: '4', r: '22' });
  expect(chosen).toMatchObject({ n: '2', r: '8' });
  // 20 and 60 µs on an axis from 0 (12 less 30 % of 48 would be below) to 60 and 15 % of 48.
  expect(Number(chosen?.left)).toBeCloseTo((100 * 20) / 67.2, 1);
  expect(Number(large?.left)).toBeCloseTo((100 * 60) / 67.2, 1);
});
