import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompressionBudget } from '@lookout/shared/protocol/compression';
import { Random } from '@lookout/shared/simulator/random';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import { trainBundle } from '../../../cloud-hub/dist/compression/bundle/train-bundle.js';
import { LatencyCache } from '../../../cloud-hub/dist/compression/latency/latency-table.js';
import { measureLatency } from '../../../cloud-hub/dist/compression/latency/measure-latency.js';
import { thisMachine } from '../../../cloud-hub/dist/compression/latency/this-machine.js';
import { openBase } from '../../../cloud-hub/dist/compression/pipeline/base.js';
import {
  chooseWinner,
  type Timed,
} from '../../../cloud-hub/dist/compression/pipeline/choose-winner.js';
import { FolderStore } from '../../../cloud-hub/dist/compression/pipeline/folder-store.js';
import { judgingGround } from '../../../cloud-hub/dist/compression/pipeline/judging-ground.js';
import {
  allCandidates,
  runCompression,
} from '../../../cloud-hub/dist/compression/pipeline/run-compression.js';
import type { Tables } from '../tables.ts';
import { simulatedSet } from './simulated-set.ts';
import { askedSeconds } from './targets.ts';

const feasible = 20;
const infeasible = 5;
const open: CompressionBudget = { maxLatencyMs: null, maxModelKb: null, maxAurocDrop: 0.02 };

/**
 * Random budgets: feasible ones are drawn so that at least one measured candidate meets each, with a tenth to
 * spare; infeasible ones ask for less than half of what the best candidate takes. A budget counts as met
 * where the winner keeps it in a measurement of its own, made after the product's.
 */
export async function benchBudgets(): Promise<Tables> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-budgets-'));
  try {
    const { request, inputs } = await simulatedSet(trainBundle);
    const startedAt = performance.now();
    const io = {
      store: new FolderStore(folder),
      onProgress: () => {},
      signal: new AbortController().signal,
    };
    await runCompression(request, inputs, io);
    const seconds = (performance.now() - startedAt) / 1000;
    const base = openBase(inputs.bundle, inputs.train);
    const ground = await judgingGround(base, request, inputs);
    const candidates = await allCandidates(ground, request.seed, null, io);
    const tools = { now: Date.now, known: await LatencyCache.open(folder, thisMachine()) };
    const first = await chooseWinner(base, candidates, open, tools, io.signal);
    const random = new Random(11);
    const good = first.timed.filter(
      ({ aurocDrop, latencyMs }) =>
        aurocDrop <= open.maxAurocDrop && latencyMs < first.base.latencyMs,
    );
    const progress = new Progress('Budgets', process.stderr, Date.now);
    let [met, called] = [0, 0];
    for (let i = 0; i < feasible + infeasible; i++) {
      const budget = i < feasible ? drawFeasible(good, random) : drawInfeasible(good, random);
      const { winner } = await chooseWinner(base, candidates, budget, tools, io.signal);
      if (i < feasible && winner && (await keeps(winner, budget))) met += 1;
      if (i >= feasible && winner === null) called += 1;
      progress.update((i + 1) / (feasible + infeasible));
    }
    progress.finish();
    return {
      'Budgets, simulated water loop, w = 64': [
        { budgets: 'feasible', drawn: feasible, 'met when measured afresh': met },
        { budgets: 'infeasible', drawn: infeasible, 'called infeasible': called },
      ],
      'One whole compression': [
        {
          'channels × rows': '8 × 64',
          candidates: candidates.length,
          seconds: seconds.toFixed(0),
          asked: askedSeconds,
        },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const spare = 1.1;

function drawFeasible(good: readonly Timed[], random: Random): CompressionBudget {
  const point = good[Math.floor(random.uniform() * good.length)];
  if (!point) throw new RangeError('no candidate is any good: there is nothing to draw from');
  const slack = () => spare + random.uniform();
  const [time, size] = [random.uniform() < 0.7, random.uniform() < 0.7];
  return {
    ...open,
    maxLatencyMs: time || !size ? point.latencyMs * Math.min(slack(), 1.4) : null,
    maxModelKb: size ? (point.modelBytes * slack()) / 1000 : null,
  };
}

function drawInfeasible(good: readonly Timed[], random: Random): CompressionBudget {
  const least = (of: (one: Timed) => number) =>
    Math.min(...good.map(of)) * (0.2 + 0.3 * random.uniform());
  return random.uniform() < 0.5
    ? { ...open, maxLatencyMs: least(({ latencyMs }) => latencyMs) }
    : { ...open, maxModelKb: least(({ modelBytes }) => modelBytes) / 1000 };
}

async function keeps({ candidate }: Timed, budget: CompressionBudget): Promise<boolean> {
  const { maxLatencyMs, maxModelKb } = budget;
  const { model } = candidate.detector;
  const [entry] = await measureLatency([{ name: 'winner', model }], {
    batches: [1],
    limits: { maxMs: 2_000 },
  });
  const inTime =
    maxLatencyMs === null || (entry?.p50Ms ?? Number.POSITIVE_INFINITY) <= maxLatencyMs;
  return inTime && (maxModelKb === null || model.length <= maxModelKb * 1000);
}
