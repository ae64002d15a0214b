import { expect, test } from 'vitest';
import { AlertFold, foldOf, isRaiseKnown, joinFolds } from './alert-fold.ts';
import type { AlertRecord } from './alert-record.ts';

const base: AlertRecord = {
  alertId: '7b1c4a0e-0000-4000-8000-000000000001',
  kind: 'anomaly',
  stream: 'loop',
  role: 'raised',
  at: 1000,
  seq: 1,
  since: 900,
  priority: 'low',
  what: 'raised',
  channels: [],
  score: 5,
  peakScore: 5,
  threshold: 4,
  modelDigest: null,
  variant: null,
  clearReason: null,
  replayed: false,
};
const raised = base;
const updated = (seq: number, score: number, priority: AlertRecord['priority']): AlertRecord => ({
  ...base,
  role: 'updated',
  seq,
  at: 1000 + seq,
  since: 1000 + seq,
  priority,
  what: `updated ${seq}`,
  score,
  peakScore: score,
});
const cleared: AlertRecord = {
  ...base,
  role: 'cleared',
  seq: 9,
  at: 2000,
  since: 2000,
  what: 'cleared',
  priority: 'medium',
  score: 1,
  peakScore: 8,
  clearReason: 'returned',
};

const fold = (...records: AlertRecord[]): AlertFold => records.map(foldOf).reduce(joinFolds);

const summary = (f: AlertFold) => ({
  since: f.origin.since,
  known: isRaiseKnown(f),
  what: f.evidence.what,
  priority: f.evidence.priority,
  score: f.latest.score,
  peak: f.peakScore,
  returnedAt: f.returned?.at ?? null,
});

test.each<[string, AlertRecord[], Partial<ReturnType<typeof summary>>]>([
  ['raised alone', [raised], { since: 900, known: true, what: 'raised', returnedAt: null }],
  [
    'raised, updated',
    [raised, updated(2, 7, 'high')],
    { since: 900, what: 'updated 2', priority: 'high', score: 7, peak: 7 },
  ],
  [
    'updates that overtook each other',
    [updated(3, 6, 'medium'), raised, updated(2, 8, 'high')],
    { since: 900, what: 'updated 3', priority: 'medium', score: 6, peak: 8 },
  ],
  [
    'cleared before raised',
    [cleared, raised],
    { since: 900, known: true, what: 'raised', priority: 'low', score: 1, returnedAt: 2000 },
  ],
  [
    'cleared, whose raised is still on its way',
    [cleared],
    { since: 2000, known: false, what: 'cleared', priority: 'medium', returnedAt: 2000 },
  ],
  [
    'updated, whose raised is still on its way',
    [updated(3, 6, 'medium'), updated(2, 8, 'high')],
    { since: 1002, known: false, what: 'updated 3', returnedAt: null },
  ],
])('%s', (_, records, expected) => {
  expect(summary(fold(...records))).toMatchObject(expected);
});

test('every order of arrival, with records twice and joined in any grouping, ends alike', () => {
  const records = [raised, updated(2, 8, 'high'), updated(3, 6, 'medium'), cleared];
  const expected = fold(...records);
  for (const order of permutations([...records, updated(2, 8, 'high')])) {
    expect(fold(...order)).toEqual(expected);
    const [a, b, c, ...rest] = order.map(foldOf);
    if (!a || !b || !c) throw new Error('five records make more than three folds');
    expect(joinFolds(a, joinFolds(b, [c, ...rest].reduce(joinFolds)))).toEqual(expected);
  }
});

test('a fold survives the database', () => {
  const whole = fold(raised, cleared);
  expect(AlertFold.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}
