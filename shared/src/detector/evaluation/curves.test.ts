import { describe, expect, test } from 'vitest';
import { prCurve, rocCurve } from './curves.ts';
import { auroc } from './ranking.ts';
import { thinCurve } from './thin-curve.ts';

describe('curves, worked out by hand', () => {
  // From the top: 4⁺, 3⁻, 2⁺ and 2⁻ tied, 1⁻. Two anomalous, three normal.
  const scores = [1, 4, 2, 3, 2];
  const labels = [0, 1, 1, 0, 0];

  test('ROC', () =>
    expect(rocCurve(scores, labels)).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 1 / 2 },
      { x: 1 / 3, y: 1 / 2 },
      { x: 2 / 3, y: 1 },
      { x: 1, y: 1 },
    ]));

  test('precision against recall', () =>
    expect(prCurve(scores, labels)).toEqual([
      { x: 1 / 2, y: 1 },
      { x: 1 / 2, y: 1 / 2 },
      { x: 1, y: 2 / 4 },
      { x: 1, y: 2 / 5 },
    ]));

  test.each([[[0, 0]], [[1, 1]]])('labels %j: none', (labels) => {
    expect(rocCurve([1, 2], labels)).toBeNull();
    expect(prCurve([1, 2], labels)).toBeNull();
  });
});

describe('thinning', () => {
  test('what lies on a line goes, corners stay', () => {
    const line = Array.from({ length: 1000 }, (_, i) => ({ x: i, y: i < 500 ? 0 : i - 499 }));
    expect(thinCurve(line, 500).map(({ x }) => x)).toEqual([0, 499, 999]);
  });

  test('with too few points allowed, the sharpest corner is kept', () => {
    const points = [0, 0, 5, 0, 0, 1, 0].map((y, x) => ({ x, y }));
    expect(thinCurve(points, 3).map(({ x }) => x)).toEqual([0, 2, 6]);
  });

  test('a closed curve is thinned too', () => {
    const round = [0, 1, 2, 1, 0].map((y, x) => ({ x: x % 4, y }));
    expect(thinCurve(round, 3)).toContainEqual({ x: 3, y: 1 });
  });

  test('a curve of 5,000 windows keeps its area on 500 points', () => {
    const labels = Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? 1 : 0));
    const scores = labels.map((label, i) => Math.sin(i * 12.9898) + 0.8 * label);
    const curve = rocCurve(scores, labels) ?? [];
    expect(curve.length).toBeLessThanOrEqual(500);
    const area = curve.slice(1).reduce((sum, { x, y }, i) => {
      const before = curve[i] ?? { x: 0, y: 0 };
      return sum + ((x - before.x) * (y + before.y)) / 2;
    }, 0);
    expect(area).toBeCloseTo(auroc(scores, labels) ?? 0, 4);
  });

  test.each([[[]], [[{ x: 1, y: 1 }]]])('%j stays', (points) =>
    expect(thinCurve(points)).toEqual(points),
  );
});
