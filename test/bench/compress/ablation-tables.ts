import { recipes } from './ablations.ts';
import { type Compressed, findNetwork, timeOf } from './made-network.ts';
import { stages } from './main-rows.ts';
import {
  type DropsOfSeeds,
  grouped,
  meanOf,
  medianRatio,
  percent,
  pooledText,
  timesText,
} from './show.ts';
import { comparedStages } from './targets.ts';

/** Of ablated subjects: what each way of making the network costs, at the same work left, and its latency. */
export function ablationTable(all: readonly Compressed[]): object[] {
  const ways = [...Object.keys(recipes), 'product'];
  const ablated = all.filter(({ networks }) => networks.some(({ way }) => way === ways[0]));
  return grouped(ablated).flatMap(([title, subjects]) =>
    comparedStages.flatMap((stage) =>
      ways.map((way) => {
        const made = subjects.map((one) => ({ one, network: findNetwork(one, way, stage) }));
        const speeds = made.map(({ one, network }) => speedOf(one, network));
        const drops =
          (form: string): DropsOfSeeds =>
          (name) =>
            made.flatMap(({ network }) => {
              const files = network?.forms.find((own) => own.form === form)?.files?.[name];
              return files ? [files] : [];
            });
        return {
          network: title,
          stage,
          way: way === 'product' ? 'quantized first (QAT), then pruned: the product' : way,
          seeds: made.length,
          'drop (upper), int8 weights': pooledText(drops('int8-weights')),
          'all in int8': pooledText(drops('int8')),
          'batch 1': timesText(medianRatio(speeds)),
        };
      }),
    ),
  );
}

function speedOf(one: Compressed, network: ReturnType<typeof findNetwork>): number | undefined {
  const base = timeOf(one, findNetwork(one, 'base', 'base'), 'fp32', 1);
  const own = timeOf(one, network, 'int8-weights', 1);
  return base && own ? base / own : undefined;
}

/** Channels that are gone against channels that are 0: the same network, twice. */
export function maskTable(all: readonly Compressed[]): object[] {
  return grouped(all).flatMap(([network, subjects]) =>
    comparedStages.map((stage) => {
      const speed = (way: string, batch: number) =>
        timesText(
          medianRatio(
            subjects.map((one) => {
              const base = timeOf(one, findNetwork(one, 'base', 'base'), 'fp32', batch);
              const own = timeOf(one, findNetwork(one, way, stage), 'fp32', batch);
              return base && own ? base / own : undefined;
            }),
          ),
        );
      return {
        network,
        stage,
        'removed, at 1 / 32': `${speed('product', 1)} / ${speed('product', 32)}`,
        'masked, at 1 / 32': `${speed('masked', 1)} / ${speed('masked', 32)}`,
      };
    }),
  );
}

/** The teacher's level left as it was against one of the student's own, on the normal windows of test files. */
export function thresholdTable(all: readonly Compressed[]): object[] {
  return grouped(all).flatMap(([network, subjects]) =>
    stages.map((stage) => {
      const rates = (way: string, of: 'product' | 'base', which: 'stale' | 'fresh') => {
        const found = subjects.flatMap((one) => {
          const own = findNetwork(one, of, of === 'base' ? 'base' : stage)?.quality?.threshold;
          return own ? [own[which]] : [];
        });
        const share = (key: 'falseAlarmRate' | 'detectionRate') =>
          percent(meanOf(found.map((level) => level[key] ?? Number.NaN)));
        return { [way]: `${share('falseAlarmRate')} / ${share('detectionRate')}` };
      };
      return {
        ...{ network, stage },
        ...rates('teacher: false alarms / found', 'base', 'fresh'),
        ...rates('stale level', 'product', 'stale'),
        ...rates('recalibrated', 'product', 'fresh'),
      };
    }),
  );
}
