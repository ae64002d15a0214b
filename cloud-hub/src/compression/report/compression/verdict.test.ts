import { describe, expect, test } from 'vitest';
import { aRival, aVariant, type Change, someFigures } from './compression-report.fixture.ts';
import type { CompressionFigures, Rival } from './compression-report-data.ts';
import { judgeRivals } from './rival-verdict.ts';
import { compressionVerdict, nearestPoints } from './verdict.ts';

const small = { us: 20, modelBytes: 50_000 };
const after = (change: Change, more: Parameters<typeof aVariant>[2] = small) =>
  someFigures({
    outcome: { kind: 'compressed', variant: 'c' },
    variants: [aVariant('a', null), aVariant('c', change, more)],
  });

const cases: [string, CompressionFigures, string][] = [
  [
    'what was gained comes first, then what it cost',
    after({ score: -0.002 }),
    'pump: 3.0× faster at batch 1 (its network: 60 µs to 20 µs), 3.0× at batch 32, and a file 10× smaller (500 kB to 50 kB). It detects as well as before: AUROC 0.798 against 0.800, difference −0.002 (95 % −0.006 to +0.002).',
  ],
  [
    'a loss beyond chance and noise is one',
    after({ score: -0.02 }),
    'It detects worse than before',
  ],
  [
    'a loss within noise is none, however sure',
    after({ score: -0.004, half: 0.001 }),
    'as well as before',
  ],
  ['a loss within chance is none', after({ score: -0.02, half: 0.03 }), 'as well as before'],
  ['a gain beyond both is one', after({ score: 0.02 }), 'It detects better than before'],
  ['what is slower is called so', after({ score: 0 }, { us: 90 }), '1.50× slower at batch 1'],
  [
    'what is larger is called so',
    after({ score: 0 }, { modelBytes: 600_000 }),
    'a file 1.20× larger',
  ],
  [
    'a model that was not timed is not called fast',
    someFigures({
      variants: [aVariant('a', null), { ...aVariant('c', { score: 0 }, small), latency: [] }],
    }),
    'pump: a file 10× smaller (500 kB to 50 kB); how fast it is was not timed.',
  ],
  [
    'nothing better',
    someFigures({ outcome: { kind: 'unchanged', reason: 'every smaller form is slower' } }),
    'pump stays as it is: every smaller form is slower.',
  ],
  [
    'a budget that cannot be met, with the nearest points',
    someFigures({ outcome: { kind: 'infeasible' } }),
    'The budget cannot be met for pump: nothing that was measured stays within 25 µs, 100 kB, an AUROC drop of 0.01 at once. Nearest: chosen one (20 µs, 50 kB, AUROC drop 0.004); too far (12 µs, 20 kB, AUROC drop 0.060);',
  ],
  [
    'a ruined network behind a score that holds',
    after({ score: -0.001, reconstruction: -0.002, kl: -0.06 }),
    'The score hides a loss of the network: by itself, reconstruction −0.002 (95 % −0.006 to +0.002), KL −0.060',
  ],
  [
    'parts that hold',
    after({ score: 0, kl: -0.002 }),
    'The network by itself, AUROC against before:',
  ],
  [
    'a stale threshold and what it would do',
    after({ score: 0 }, { ...small, stale: 0.034 }),
    'The threshold was set anew for 1 % of normal windows. On the judged recordings 1.2 % of the normal windows lie above it; with the old threshold it would be 3.4 %.',
  ],
  [
    'a loss that rises while detection holds',
    after({ score: 0.001 }, { ...small, loss: 50 }),
    'VAE loss and AUROC moved apart in 1 of the 1 stage where either moved (loss by more than 2 %, AUROC by more than 0.005): the loss is no judge of detection.',
  ],
  [
    'a loss that falls while detection falls',
    after({ score: -0.03 }, { ...small, loss: 30 }),
    'moved apart in 1 of the 1 stage',
  ],
  [
    'both get worse together',
    after({ score: -0.03 }, { ...small, loss: 50 }),
    'VAE loss and AUROC moved apart in 0 of the 1 stage where either moved (loss by more than 2 %, AUROC by more than 0.005).',
  ],
  [
    'an attack as before',
    someFigures(),
    'may move every value by 0.1 sd fools it as easily as before: 22 % of the normal windows raised (before 20 %)',
  ],
];

describe('the verdict', () => {
  test.each(cases)('%s', (_, figures, words) =>
    expect(compressionVerdict(figures).join(' ')).toContain(words),
  );

  test('an infeasible run says nothing of a result', () => {
    const words = compressionVerdict(someFigures({ outcome: { kind: 'infeasible' } })).join(' ');
    expect(words).not.toMatch(/set anew|by itself/);
  });
});

const rivals: [string, readonly Rival[], number | null, string][] = [
  ['none were measured', [], 40, 'none'],
  ['one without an interval', [{ ...aRival('zmax', 0), difference: null }], 40, 'none'],
  ['all are worse', [aRival('zmax', -0.1, 5)], 40, 'ahead'],
  [
    'better beyond chance and noise, even if slower',
    [aRival('pcaT2', 0.02, 99)],
    40,
    'better pcaT2',
  ],
  ['better, but by chance', [aRival('pcaT2', 0.02, 99, 0.03)], 40, 'ahead'],
  ['better by less than noise, and slower', [aRival('pcaT2', 0.004, 99, 0.001)], 40, 'ahead'],
  ['as good and faster', [aRival('linear', -0.004, 39)], 40, 'faster linear'],
  ['as good and not faster', [aRival('linear', -0.004, 41)], 40, 'ahead'],
  ['as good and not timed', [aRival('linear', 0, null)], 40, 'ahead'],
  ['as good, and nobody knows how fast this is', [aRival('linear', 0, 5)], null, 'ahead'],
  ['the best of the better', [aRival('var1', 0.02), aRival('pcaT2', 0.03)], 40, 'better pcaT2'],
  ['the fastest of the equal', [aRival('var1', 0, 20), aRival('zmax', 0, 9)], 40, 'faster zmax'],
];

test.each(rivals)('rivals: %s', (_, some, own, expected) => {
  const verdict = judgeRivals(some, own);
  expect('rival' in verdict ? `${verdict.kind} ${verdict.rival.name}` : verdict.kind).toBe(
    expected,
  );
});

test('a better choice is named in a plain sentence', () => {
  const words = compressionVerdict(someFigures({ rivals: [aRival('linear', 0.001, 25)] })).join(
    ' ',
  );
  expect(words).toContain(
    'A plain statistic is the better choice on these recordings: window mean + VAR(1), for it ranks as well and is faster: AUROC 0.801, +0.001 against this detector (95 % −0.002 to +0.004), 25 µs (this detector: 40 µs).',
  );
});

test('nearest are those of the front that break fewest limits, then by least', () => {
  const { pareto, request } = someFigures();
  const points = pareto.map((point) => ({ ...point, isOnFront: point.title !== 'fp32' }));
  expect(nearestPoints(points, request.budget).map(({ title }) => title)).toEqual([
    'chosen one',
    'too far',
    'half',
  ]);
});
