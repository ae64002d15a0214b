import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { type DistilRequest, distil, type Lesson } from '../distil/distil.ts';
import type { Teacher } from '../distil/teacher.ts';
import { mapChannels } from '../prune/channel-map.ts';
import { workPerWindow } from '../prune/multiply-accumulates.ts';
import { prune } from '../prune/prune.ts';
import type { Base } from './base.ts';
import type { CompressionIo } from './compression-engine.ts';
import type { CompressionStage } from './progress.ts';
import { kept, type StagedNetwork } from './staged-network.ts';
import { nativeStudent, shallowWidths, usualWidths } from './students.ts';

export interface Ground {
  readonly base: Base;
  readonly teacher: Teacher;
  readonly lesson: Lesson;
  /** Of the teacher's latent; null where it has none. */
  readonly latent: number | null;
  /** Whether every operator has a gradient, so that the network itself can be pruned. */
  readonly trainable: boolean;
  readonly seed: number;
  /** Of base, rows and seed: networks of an earlier run are taken up only where all are the same. */
  readonly key: string;
  /** Null: all of them. */
  readonly stages: ReadonlySet<CompressionStage> | null;
}

/** Steps of 64 windows: longer the more is taken away. */
export const steps = { quantize: 200, half: 300, further: 600, student: 1200 } as const;
/** Channels are judged on so many windows. */
export const judgedWindows = 96;
export const allocation = {
  leastShare: 1 / 8,
  leastChannels: 4,
  multipleOf: { conv2d: 16 },
} as const;
/** Of more channels the effect is estimated: it costs a run for each. */
const mostMeasured = 2048;

/** How much is left after each pruning, and for how long the student is taught then. */
export const pruningPlan = {
  distilPrune: [
    { left: 0.5, steps: steps.half },
    { left: 0.25, steps: steps.further },
  ],
  finalPrune: [
    { left: 0.15, steps: steps.further },
    { left: 0.1, steps: steps.further },
    { left: 0.05, steps: steps.further },
  ],
} as const;

/** Stage by stage: each is a smaller network, and starts from the one before. */
export async function* makeNetworks(
  ground: Ground,
  io: CompressionIo,
): AsyncGenerator<StagedNetwork> {
  if (!ground.trainable) return yield* makeStudents(ground, usualWidths, io);
  const runs = (stage: CompressionStage) => ground.stages?.has(stage) ?? true;
  let before: StagedNetwork = {
    ...{ name: 'base', stage: 'prepare', lineage: [] },
    network: ground.base.network,
  };
  if (runs('quantize')) {
    before = await quantize(ground, io);
    yield before;
  }
  for (const stage of ['distilPrune', 'finalPrune'] as const) {
    if (!runs(stage)) continue;
    for (const part of pruningPlan[stage]) {
      before = await pruneFurther(ground, before, { stage, ...part }, io);
      yield before;
    }
    if (stage === 'distilPrune') yield* makeStudents(ground, shallowWidths, io);
  }
}

function quantize(ground: Ground, io: CompressionIo): Promise<StagedNetwork> {
  const staged = { name: 'quantized', stage: 'quantize', lineage: ['quantize'] } as const;
  return kept(io.store, ground.key, staged, () =>
    teach(ground, ground.base.network, steps.quantize, staged, io),
  );
}

interface Part {
  readonly stage: CompressionStage;
  readonly left: number;
  readonly steps: number;
}

function pruneFurther(
  ground: Ground,
  before: StagedNetwork,
  { stage, left, steps: some }: Part,
  io: CompressionIo,
): Promise<StagedNetwork> {
  const { base, lesson } = ground;
  const percent = Math.round(100 * left);
  const name = `pruned to ${percent} %`;
  const staged = { name, stage, lineage: [...before.lineage, name] };
  return kept(io.store, ground.key, staged, async () => {
    const map = mapChannels(base.network);
    const whole = workPerWindow(base.network, map);
    const channels = map.layers.reduce((sum, layer) => sum + layer.channels.length, 0);
    const importance = channels > mostMeasured ? ('taylor' as const) : ('effect' as const);
    const size = base.network.input.shape.reduce((product, dim) => product * dim, 1);
    const windows = base.laterWindows.subarray(0, judgedWindows * size);
    const { errorScale } = lesson;
    const options = { ...allocation, importance, work: left * whole, errorScale };
    const { network } = await prune(before.network, windows, options);
    return teach(ground, network, some, staged, io);
  });
}

async function* makeStudents(
  ground: Ground,
  ladder: readonly (readonly number[])[],
  io: CompressionIo,
): AsyncGenerator<StagedNetwork> {
  if (ground.latent === null || ground.base.network.input.shape.length !== 2) return;
  for (const hidden of ladder) {
    const name = `student of ${hidden.join('-')}`;
    const staged = { name, stage: 'distilPrune', lineage: [name] } as const;
    const random = new Random(mixSeed(ground.seed, hidden[0] ?? 0));
    const untrained = nativeStudent(ground.base.network, ground.latent, hidden, random);
    yield await kept(io.store, ground.key, staged, () =>
      teach(ground, untrained, steps.student, staged, io),
    );
  }
}

/** Weights are rounded to int8 all the while, so that storing them so later changes nothing. */
function teach(
  { base, teacher, lesson, seed }: Ground,
  student: DistilRequest['student'],
  count: number,
  { name, stage }: Pick<StagedNetwork, 'name' | 'stage'>,
  { onProgress, signal }: CompressionIo,
) {
  const random = new Random(mixSeed(seed, count));
  const request = {
    ...{ teacher, student, lesson, random },
    windows: base.fitWindows,
    steps: count,
    fakeQuantizeWeights: true,
  };
  return distil(
    request,
    (step, loss) =>
      onProgress({
        stage,
        state: 'running',
        fraction: step / count,
        message: `${name}: step ${step} of ${count}, loss ${loss.toFixed(3)}`,
      }),
    signal,
  );
}
