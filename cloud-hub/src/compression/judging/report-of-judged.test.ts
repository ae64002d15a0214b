import { expect, test } from 'vitest';
import { commissioningBounds } from '../bundle/commissioning.ts';
import { aVariant, someFigures } from '../report/compression/compression-report.fixture.ts';
import { CompressionReport } from '../report/compression/compression-report-data.ts';
import { renderCompressionReport } from '../report/compression/render-compression-report.ts';
import { compressionVerdict } from '../report/compression/verdict.ts';
import { costOfVariant } from './cost-of-variant.ts';
import { judgeVariant } from './judge-variant.ts';
import { judgedWindows } from './judging-set.ts';
import { rankBaselines } from './rank-against.ts';
import { chooseProbes } from './robustness/probe-windows.ts';
import { measureRobustness } from './robustness/robustness.ts';
import { scoreVariant } from './score-variant.ts';
import { fitLoop, loopDetector, loopSet } from './trained.fixture.ts';

const costs = { perFalseAlarm: 1, perMiss: 50 };

test('a teacher and a student that hardly learned are judged, attacked, and reported on one page', async () => {
  const [teacher, student] = [await fitLoop([32]), await fitLoop([4], 3)];
  const set = loopSet(teacher);
  const windows = judgedWindows(set);
  const [before, after] = [
    await loopDetector(teacher, 'hybrid'),
    await loopDetector(student, 'hybrid'),
  ];
  const [old, own] = [await scoreVariant(before.model, set), await scoreVariant(after.model, set)];
  const options = { windowLength: set.windowLength, falseAlarmRate: 0.01 };
  const probes = chooseProbes(set, 1);
  const attack = (subject: typeof before) =>
    measureRobustness(subject, probes, { ...set, seed: 1, epsilons: [0.02, 0.1] });
  const groundOf = ({ calibration }: typeof before) => ({
    calibration,
    commissioning: commissioningBounds(calibration),
    input: { kind: 'series' as const, windowLength: 10, periodMs: 1000, channels: [] },
  });
  const [costBefore, costAfter] = [
    costOfVariant(groundOf(before), old, windows, costs),
    costOfVariant(groundOf(after), own, windows, costs),
  ];
  const baselines = { windowLength: 10, scaling: [...set.scaling], ...teacher.linear };
  const figures = someFigures({
    variants: [
      { ...aVariant('a', null), quality: judgeVariant(old, null, windows, options) },
      { ...aVariant('c', { score: 0 }), quality: judgeVariant(own, old, windows, options) },
    ],
    robustness: { before: await attack(before), after: await attack(after) },
    cost: costBefore && costAfter && { before: costBefore, after: costAfter },
    rivals: rankBaselines(baselines, set, own.judge.score).map(({ name, rank }) => ({
      name,
      ...rank,
      latencyUs: null,
    })),
  });
  const report = CompressionReport.parse({ ...figures, verdict: compressionVerdict(figures) });
  expect(report.cost?.after.events).toBe(windows.events.flat().length);
  expect(report.variants[1]?.quality.difference?.kl?.high).toBeLessThan(0);
  expect(report.verdict.join(' ')).toContain('by itself, reconstruction');
  const page = renderCompressionReport(report);
  expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
  expect(page.match(/one channel failing/g)).toHaveLength(7);
});
