import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import { expect, test } from 'vitest';
import { burstCycleRows, burstPeriodMs, burstStartMs, calmRows } from '../support/bursts.ts';
import { PlacedBench, type ScoredWindow, windowLength } from './placement.fixture.ts';

// Real: hub, database, broker, agent, signatures, blocks, ONNX Runtime, and WebGPU on a driver in software.
// The machine's load is what its files in /sys say: the test writes them.

/** As quick as the samples come; an operator waits longer. */
const policy = {
  ...{ prefer: 'gpu', deadlineMs: 1_000, leaveGpuPercent: 50, returnGpuPercent: 40 },
  ...{ leaveAfterMs: 0, returnAfterMs: 0, dwellMs: 0, maxSwitchesPerHour: 60 },
};

test('off a GPU that others use, back to it, and on without it when it is taken away: no window is lost', async () => {
  const bench = await PlacedBench.start();
  await bench.setPolicy(policy);
  await bench.release();
  const gpu = ['gpu-fp32', bench.provider.name] as const;
  await bench.runs(...gpu);

  const risenAt = bench.othersUseGpu(100);
  const off = await bench.runs('cpu-fp32', 'cpu');
  expect(off.report).toMatchObject({ by: 'hub', running: { code: 'gpuBusy' }, profiles: measured });
  expect(off.report?.running?.reason).toMatch(/^Others use \d+ % of the GPU, more than 50 %/);
  expect(off.entry.problems).toEqual([]);

  const fallenAt = bench.othersUseGpu(0);
  const back = await bench.runs(...gpu);
  expect(back.report).toMatchObject({ by: 'hub', running: { code: 'policy' } });

  await bench.raisesAlert();
  const takenAt = bench.takeProviderAway();
  const lost = await bench.runs('cpu-fp32', 'cpu');
  expectLoss(lost, bench.provider.name);

  bench.provider.putBack();
  await bench.measureAgain();
  const again = await bench.runs(...gpu);
  expect(again.report).toMatchObject({ by: 'hub', retryAt: null, switches: 5 });
  expect(again.entry.problems).toEqual([]);
  await bench.raisesAlert();

  const windows = await expectAllScored(bench);
  const tookMs = (detail: PlacementDetail, from: number) =>
    (detail.report?.lastSwitch?.at ?? Number.NaN) - from;
  const next = windows.find(({ at, variant }) => at > takenAt && variant === 'cpu-fp32');
  console.info(
    `${windows.length} windows, none lost; off the GPU ${tookMs(off, risenAt)} ms after the load rose, back ${tookMs(back, fallenAt)} ms after it fell; ` +
      `the provider taken away: in its place after ${lost.report?.lastSwitch?.tookMs} ms, first window ${(next?.at ?? Number.NaN) - takenAt} ms later\n` +
      again.switches
        .toReversed()
        .map(
          (one) =>
            `  ${one.code}: ${one.windows} windows, ${one.agreement} alike, ${one.maxScoreDifference} apart, ${one.tookMs} ms`,
        )
        .join('\n'),
  );
}, 180_000);

const measured = expect.arrayContaining([
  expect.objectContaining({ variant: 'cpu-fp32', usable: 'yes' }),
  expect.objectContaining({ variant: 'gpu-fp32', usable: 'yes' }),
]);

function expectLoss({ entry, report, switches }: PlacementDetail, provider: string): void {
  expect(report).toMatchObject({ running: { code: 'providerLost' } });
  expect(report?.retryAt).toBeGreaterThan(Date.now());
  const profile = report?.profiles.find((one) => one.provider === provider);
  expect(profile).toMatchObject({ variant: 'gpu-fp32', usable: 'absent' });
  expect(entry.problems).toMatchObject([{ code: 'providerLost' }]);
  expect(switches[0]).toMatchObject({ by: 'guard', from: { provider }, to: { provider: 'cpu' } });
}

/** Every row has come once, its window is scored from the first full one on, and every burst is one alert. */
async function expectAllScored(bench: PlacedBench): Promise<ScoredWindow[]> {
  const alerts = await bench.alerts();
  const windows = await bench.windowsTo(alerts.at(-1)?.sourceAt ?? Number.NaN);
  expect(alerts.map(({ sourceAt }) => sourceAt)).toEqual(
    alerts.map((_, i) => burstStartMs + (calmRows + i * burstCycleRows) * burstPeriodMs),
  );
  expect(windows.map(({ sourceAt }) => sourceAt)).toEqual(
    windows.map((_, i) => burstStartMs + i * burstPeriodMs),
  );
  expect(windows.findIndex(({ isScored }) => isScored)).toBe(windowLength - 1);
  expect(windows.slice(windowLength - 1).filter(({ isScored }) => !isScored)).toEqual([]);

  // Whoever judged has raised the alerts meanwhile, and at least one.
  const judges = ['cpu-fp32', 'gpu-fp32', 'cpu-fp32', 'gpu-fp32', 'cpu-fp32', 'gpu-fp32'];
  expect(inTurn(windows)).toEqual(['fp32', ...judges]);
  expect(inTurn(alerts).slice(-judges.length)).toEqual(judges);
  const judgeOf = new Map(windows.map(({ sourceAt, variant }) => [sourceAt, variant]));
  for (const { sourceAt, variant } of alerts) expect(judgeOf.get(sourceAt)).toBe(variant);
  return windows;
}

const inTurn = (judged: readonly { readonly variant: string }[]): string[] =>
  judged.map(({ variant }) => variant).filter((variant, i, all) => variant !== all[i - 1]);
