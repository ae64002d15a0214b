import { readFile } from 'node:fs/promises';
import type { LatencyEntry, Setting } from '@lookout/shared/profile/latency-table';
import { shapeKeyOf } from '@lookout/shared/profile/make-entry';
import type { LatencyCache } from './latency-table.ts';
import { type LatencyOptions, type ModelToTime, measureLatency } from './measure-latency.ts';

/**
 * The latencies of models, of which only those are timed whose shape is new at one of the batches; the
 * first model is timed beside them, so that their `speedUp` is against it in the same rounds.
 * @returns an entry for each model at each batch, model by model; `speedUp` of one that was kept is against
 * whatever it was timed beside then
 * @throws ProfileError naming the model
 */
export async function measureCached(
  cache: LatencyCache,
  models: readonly ModelToTime[],
  options: LatencyOptions & { readonly now: () => number },
): Promise<LatencyEntry[]> {
  const { batches = [1, 32], provider = 'cpu', threads = 1 } = options;
  const settings = batches.map((batch): Setting => ({ provider, threads, batch }));
  const keyed = await Promise.all(
    models.map(async (model) => ({
      model,
      key: shapeKeyOf(await bytesOf(model), model.sessionConfig),
    })),
  );
  const isNew = (key: string, at: number) =>
    settings.some((setting) => cache.find(key, setting) === undefined) &&
    keyed.findIndex((other) => other.key === key) === at;
  const fresh = keyed.filter(({ key }, at) => isNew(key, at));
  const [first] = keyed;
  if (fresh.length > 0 && first) {
    const timed = fresh.includes(first) ? fresh : [first, ...fresh];
    const measured = await measureLatency(
      timed.map(({ model }) => model),
      options,
    );
    await cache.add(measured, options.now());
  }
  return keyed.flatMap(({ model, key }) =>
    settings.flatMap((setting) => {
      const entry = cache.find(key, setting);
      return entry ? [{ ...entry, name: model.name }] : [];
    }),
  );
}

const bytesOf = async ({ model }: ModelToTime): Promise<Uint8Array> =>
  typeof model === 'string' ? readFile(model) : model;
