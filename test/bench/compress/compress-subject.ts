import type { Network } from '@lookout/shared/onnx/network';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { assembleDetector } from '../../../cloud-hub/dist/compression/bundle/assemble-detector.js';
import { fitStatistics } from '../../../cloud-hub/dist/compression/bundle/fit-statistics.js';
import { measureNetwork } from '../../../cloud-hub/dist/compression/bundle/measure-network.js';
import {
  chooseTrainingRows,
  collectWindows,
} from '../../../cloud-hub/dist/compression/bundle/training-rows.js';
import { distil, lessonOf } from '../../../cloud-hub/dist/compression/distil/distil.js';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import {
  judgeVariant,
  type VariantQuality,
} from '../../../cloud-hub/dist/compression/judging/judge-variant.js';
import { judgedWindows } from '../../../cloud-hub/dist/compression/judging/judging-set.js';
import { scoreVariant } from '../../../cloud-hub/dist/compression/judging/score-variant.js';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { shownWindows } from '../../../cloud-hub/dist/compression/pipeline/base.js';
import { cpuForms } from '../../../cloud-hub/dist/compression/pipeline/forms.js';
import { mapChannels } from '../../../cloud-hub/dist/compression/prune/channel-map.js';
import type { ImportanceKind } from '../../../cloud-hub/dist/compression/prune/importance.js';
import { macsPerWindow } from '../../../cloud-hub/dist/compression/prune/multiply-accumulates.js';
import { prune } from '../../../cloud-hub/dist/compression/prune/prune.js';
import { longGroups, type Subject, windowLength } from './subjects.ts';

/** A network as it was judged, with the graphs to be timed (base64, for messages between processes). */
export interface JudgedStage {
  readonly way: Way;
  /** Share of the work that is left. */
  readonly left: number;
  readonly quality: VariantQuality;
  readonly fp32Bytes: number;
  readonly graphs: Readonly<Record<string, string>>;
}

/** How the student came about; `product` is how the product does it, the others change one thing each. */
export const ways = [
  'product',
  'reconstruction only',
  'norm',
  'taylor',
  'untaught',
  'without rounding',
] as const;
export type Way = (typeof ways)[number] | 'base' | 'linear';

/** So much is left after each pruning, and taught for so many steps: the product's own plan. */
const plan = [
  { left: 0.5, steps: 300 },
  { left: 0.25, steps: 600 },
  { left: 0.15, steps: 600 },
  { left: 0.1, steps: 600 },
];
/** Of the product's way; the ablations are looked at where most is gone. */
const reported = [0.25, 0.15, 0.1];
const allocation = { leastShare: 1 / 8, leastChannels: 4 };
const judgedChannels = 96;
const stated = { windowLength, falseAlarmRate: 0.01 };

export async function compressSubject(
  { data, kind, seed, group }: Subject,
  asked: readonly Way[],
): Promise<JudgedStage[]> {
  const own = (await longGroups(data))[group];
  if (!own) throw new RangeError(`no group ${group} of ${data}`);
  const rows = chooseTrainingRows(own.train, windowLength);
  const channelNames = Array.from({ length: rows.fit[0]?.channels ?? 0 }, (_, i) => `c${i + 1}`);
  const fitted = await fitStatistics(rows, {
    windowLength,
    channelNames,
    seed,
    network: { kind },
    needsNetwork: true,
  });
  const { network: base, scaling } = fitted;
  if (!base) throw new RangeError('nothing was trained');
  const shown = (part: typeof rows.fit, limit: number) =>
    shownWindows(part, scaling, base.prewhitening, windowLength - 1, limit);
  const [windows, later] = [shown(rows.fit, 20_000), shown(rows.calibrate, 1_024)];
  const errorScale = Float32Array.from(base.errorScale);
  await using teacher = await Teacher.open(base.network, errorScale);
  const lesson = await lessonOf(teacher, later, errorScale);

  const judge = own.tests
    .flatMap(({ parts }) => parts)
    .filter((part, i, all) => all.indexOf(part) === i);
  const set = {
    windowLength,
    periodMs: own.periodMs,
    scaling,
    calibrate: rows.calibrate,
    judge,
    source: 'labelled' as const,
  };
  const judged = judgedWindows(set);
  const fitWindows = collectWindows(rows.fit, windowLength, 5_000).windows;
  const detectorOf = async (network: Network) => {
    const measured = await measureNetwork(network, base.prewhitening, scaling, fitWindows);
    return (
      await assembleDetector({ ...fitted, network: measured }, 'hybrid', stated.falseAlarmRate)
    ).model;
  };
  const baseModel = await detectorOf(base.network);
  const baseScores = await scoreVariant(baseModel, set);
  const size = windows.length / (windows.length / ((windowLength - 1) * scaling.length));
  const whole = macsPerWindow(base.network, mapChannels(base.network));

  const stageOf = async (way: Way, left: number, network: Network): Promise<JudgedStage> => {
    const model = network === base.network ? baseModel : await detectorOf(network);
    const scores = network === base.network ? baseScores : await scoreVariant(model, set);
    const quality = judgeVariant(scores, way === 'base' ? null : baseScores, judged, stated);
    const graphs: Record<string, string> = {
      fp32: base64(writeNetwork(network)),
      detector: base64(model),
    };
    if (way === 'product')
      for (const form of cpuForms) {
        const held = await form.apply(network, windows);
        if (held) graphs[form.name] = base64(writeNetwork(held));
      }
    return { way, left, quality, fp32Bytes: writeNetwork(network).length, graphs };
  };

  const stages = [await stageOf('base', 1, base.network)];
  const linear = (await assembleDetector(fitted, 'linear', stated.falseAlarmRate)).model;
  const [first] = stages;
  if (first) stages.push({ ...first, way: 'linear', graphs: { detector: base64(linear) } });
  for (const way of asked) {
    const random = new Random(mixSeed(seed, 7));
    let student = base.network;
    for (const { left, steps } of plan) {
      const importance: ImportanceKind = way === 'norm' || way === 'taylor' ? way : 'effect';
      const options = { ...allocation, importance, errorScale, macs: left * whole };
      const pruned = await prune(student, later.subarray(0, judgedChannels * size), options);
      const learn = way === 'reconstruction only' ? 'reconstruction' : 'everything';
      const request = {
        teacher,
        student: pruned.network,
        windows,
        steps,
        lesson,
        learn,
        random,
      } as const;
      student =
        way === 'untaught'
          ? pruned.network
          : await distil({ ...request, fakeQuantizeWeights: way !== 'without rounding' });
      if (reported.includes(left)) stages.push(await stageOf(way, left, student));
    }
  }
  return stages;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
