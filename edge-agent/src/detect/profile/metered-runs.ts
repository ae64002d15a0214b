import { makeFeeds } from '@lookout/shared/profile/feeds';
import type { Engine } from '@lookout/shared/profile/timing-job';
import type { MeteredJob, MeteredRuns } from './profile-jobs.ts';

/** Between two runs at work: a device's CPU and GPU go idle between two windows, too. */
const pauseMs = 20;

/**
 * Holds a model ready without a run, then runs it one window at a time; whoever reads the board's meter needs the
 * times, on the machine's monotonic clock, which all processes share.
 */
export async function meteredRuns(
  engine: Engine,
  { model, provider, threads, seed, phaseMs }: MeteredJob,
): Promise<MeteredRuns> {
  const session = await engine.open(model, { provider, threads });
  const run = session.prepare(
    makeFeeds(model.name, session.inputs, 1, { seed, values: model.values ?? {} }),
  );
  await run();
  const readyMs = machineMs();
  await engine.pause(phaseMs);
  const workMs = machineMs();
  let runs = 0;
  while (machineMs() - workMs < phaseMs) {
    await run();
    runs += 1;
    await engine.pause(pauseMs);
  }
  return { kind: 'metered', readyMs, workMs, endMs: machineMs(), runs };
}

export const machineMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;
