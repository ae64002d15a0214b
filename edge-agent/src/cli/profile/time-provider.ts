import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LatencyEntry } from '@lookout/shared/profile/latency-table';
import { factsOf, type ModelFacts, makeEntry } from '@lookout/shared/profile/make-entry';
import { oneNodeModel, oneNodeName } from '@lookout/shared/profile/one-node-model';
import { defaultRoundLimits } from '@lookout/shared/profile/rounds';
import { median } from '@lookout/shared/profile/statistics';
import type { JobModel } from '@lookout/shared/profile/timing-job';
import { type ProfileTools, runProfileJob } from '../../detect/profile/profile-process.ts';

interface TimedModel {
  readonly facts: ModelFacts;
  readonly job: JobModel;
}

export interface TimeOptions {
  readonly provider: string;
  readonly batches: readonly number[];
  readonly seconds: number;
}

const threads = 1;
const seed = 1;
/** A fresh process differs from the next by a megabyte or two; where one takes long, it is not worth more. */
const memoryProcesses = 3;
const memoryMs = 2_000;

/**
 * Times models on a provider against each other, a one-node graph last, and their memory one by one.
 * @param models the first one is what the others are compared with
 * @throws ProfileError naming the model
 */
export async function timeProvider(
  models: readonly TimedModel[],
  { provider, batches, seconds }: TimeOptions,
  tools: ProfileTools,
): Promise<LatencyEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-profile-'));
  try {
    const path = join(folder, 'one-node.onnx');
    await writeFile(path, oneNodeModel());
    const oneNode = {
      facts: factsOf(oneNodeName, oneNodeModel()),
      job: { name: oneNodeName, path },
    };
    const timed = [...models, oneNode];
    const limits = {
      ...defaultRoundLimits,
      ...{ minRounds: 20, maxRounds: 100_000, maxMs: seconds * 1_000, narrowTo: 0.02 },
    };
    const { timings } = await runProfileJob(
      {
        kind: 'time',
        provider,
        threads,
        seed,
        batches,
        limits,
        models: timed.map(({ job }) => job),
      },
      'timed',
      tools,
    );
    const peak = async (model: JobModel, batch: number): Promise<number> => {
      const peaks: number[] = [];
      const startedAt = performance.now();
      while (peaks.length < memoryProcesses) {
        const job = { kind: 'memory', provider, threads, seed, model, batch } as const;
        peaks.push((await runProfileJob(job, 'peak', tools)).rssBytes);
        if (performance.now() - startedAt > memoryMs) break;
      }
      return median(peaks);
    };
    const idle = await peak(oneNode.job, 1);
    const entries: LatencyEntry[] = [];
    for (const timing of timings) {
      const one = timed[timing.model];
      if (one === undefined) continue;
      const above = one === oneNode ? 0 : Math.max(0, (await peak(one.job, timing.batch)) - idle);
      const setting = { provider, threads, batch: timing.batch };
      entries.push(makeEntry(one.facts, setting, timing, Math.round(above)));
    }
    return entries;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
