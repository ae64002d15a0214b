import { measureLatency } from '../../../cloud-hub/dist/compression/latency/measure-latency.js';
import type { JudgedStage } from './compress-subject.ts';

/** Microseconds of one graph at one batch. */
export interface Time {
  readonly way: JudgedStage['way'];
  readonly left: number;
  readonly form: string;
  readonly batch: number;
  readonly us: number;
}

const limits = { minRounds: 12, maxMs: 9_000, narrowTo: 0.01 };

/** All graphs of one subject against each other, in turns, in one process with one thread. */
export async function timeStages(stages: readonly JudgedStage[]): Promise<Time[]> {
  const models = stages.flatMap(({ way, left, graphs }) =>
    Object.entries(graphs)
      .filter(([form]) => way === 'product' || way === 'base' || form === 'detector')
      .filter(() => ['product', 'base', 'linear'].includes(way))
      .map(([form, graph]) => ({
        way,
        left,
        form,
        name: `${way}/${left}/${form}`,
        model: new Uint8Array(Buffer.from(graph, 'base64')),
      })),
  );
  const entries = await measureLatency(models, { batches: [1, 32], limits });
  return entries.flatMap(({ name, batch, p50Ms }) => {
    const model = models.find((one) => one.name === name);
    return model
      ? [{ way: model.way, left: model.left, form: model.form, batch, us: 1000 * p50Ms }]
      : [];
  });
}
