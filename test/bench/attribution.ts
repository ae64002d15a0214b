import { readManifest } from '@lookout/shared/bundle/read-bundle';
import { channelShares } from '@lookout/shared/detector/attribution';
import { calibrated } from '@lookout/shared/detector/calibration';
import { attributionRank } from '@lookout/shared/detector/evaluation/attribution-rank';
import { channelLevels } from '@lookout/shared/detector/faults/channel-level';
import type { FaultKind } from '@lookout/shared/detector/faults/fault';
import { faultPlan, type PlannedFault } from '@lookout/shared/detector/faults/fault-plan';
import { endsDuring, faultyWindows } from '@lookout/shared/detector/faults/fault-windows';
import { gatherWindows } from '@lookout/shared/detector/windows';
import { DetectorSession } from '../../cloud-hub/dist/compression/bundle/detector-session.js';
import { trainBundle } from '../../cloud-hub/dist/compression/bundle/train-bundle.js';
import type { AttributionSet } from './attribution-sets.ts';

/** What became of one injected fault. */
export interface AttributedFault {
  readonly group: string;
  readonly kind: FaultKind;
  /** The same windows alarm without the fault too, so that an alarm says nothing about it. */
  readonly alarmsAnyway: boolean;
  /** Place of the failing sensor at the strongest alarm, 1 = named first; null where none was raised. */
  readonly rank: number | null;
}

export interface AttributionFigures {
  readonly faults: number;
  readonly alarmsAnyway: number;
  readonly detected: number;
  /** Share of the detected faults whose sensor is named first; null where none was detected. */
  readonly top1: number | null;
  /** ... or among the first three. */
  readonly top3: number | null;
}

export interface AttributionOptions {
  readonly seed: number;
  readonly windowLength: number;
  readonly falseAlarmRate: number;
  readonly eventsPerKind: number;
  /** Fewer steps for a quick look. */
  readonly steps?: number;
}

const usual: AttributionOptions = {
  seed: 1,
  windowLength: 10,
  falseAlarmRate: 0.003,
  eventsPerKind: 60,
};

/** Fails single sensors in normal recordings of one plant and asks a trained detector which one it was. */
export async function attributeSet(
  set: AttributionSet,
  options: Partial<AttributionOptions> = {},
): Promise<AttributedFault[]> {
  const { windowLength, seed, falseAlarmRate, eventsPerKind, steps } = { ...usual, ...options };
  const { channels, periodMs } = set;
  const files = await trainBundle({
    name: set.name,
    recordings: set.train,
    channels,
    periodMs,
    windowLength,
    architecture: 'dense',
    seed,
    falseAlarmRate,
    network: steps === undefined ? {} : { steps },
    data: [],
    createdAt: 0,
  });
  const { calibration } = readManifest(files['manifest.json']);
  const levels = channelLevels(set.later);
  const plan = faultPlan(set.later, { windowLength, seed, eventsPerKind, levels });
  const shape = { windowLength, channels: channels.length };
  await using session = await DetectorSession.open(files['model.onnx'], shape);
  /** The strongest of the windows that alarm. */
  const alarm = async (windows: Float32Array) => {
    const { score, channelError } = await session.score(windows);
    const strongest = score.indexOf(Math.max(...score));
    if (calibrated(score[strongest] ?? 0, calibration) <= calibration.raiseLevel) return null;
    const from = strongest * channels.length;
    return channelShares(channelError.subarray(from, from + channels.length));
  };
  const found: AttributedFault[] = [];
  for (const fault of plan) {
    const shares = await alarm(faultyWindows(set.later, fault, windowLength, levels));
    found.push({
      group: set.group,
      kind: fault.kind,
      alarmsAnyway: (await alarm(untouched(set, fault, windowLength))) !== null,
      rank: shares && attributionRank(shares, fault.channel),
    });
  }
  return found;
}

function untouched({ later }: AttributionSet, fault: PlannedFault, windowLength: number) {
  const recording = later[fault.recording];
  if (!recording) throw new RangeError(`no recording ${fault.recording}`);
  return gatherWindows(recording, endsDuring(fault), windowLength);
}

/** Faults in windows that alarm anyway, and faults that raise no alarm, count in neither share. */
export function attributionFigures(faults: readonly AttributedFault[]): AttributionFigures {
  const alarmsAnyway = faults.filter((fault) => fault.alarmsAnyway).length;
  const ranks = faults.flatMap((fault) => (fault.alarmsAnyway ? [] : (fault.rank ?? [])));
  const within = (places: number) =>
    ranks.length === 0 ? null : ranks.filter((rank) => rank <= places).length / ranks.length;
  return {
    faults: faults.length,
    alarmsAnyway,
    detected: ranks.length,
    top1: within(1),
    top3: within(3),
  };
}

export interface AttributionRow extends AttributionFigures {
  readonly recordings: string;
  readonly fault: FaultKind | 'all';
}

/** One row for every group of recordings and for all of them, then one for every kind of fault. */
export function attributionTable(faults: readonly AttributedFault[]): AttributionRow[] {
  const groups = [...new Set(faults.map(({ group }) => group))];
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return [
    ...groups.map((recordings) => ({
      recordings,
      fault: 'all' as const,
      ...attributionFigures(faults.filter(({ group }) => group === recordings)),
    })),
    { recordings: 'all', fault: 'all', ...attributionFigures(faults) },
    ...kinds.map((fault) => ({
      recordings: 'all',
      fault,
      ...attributionFigures(faults.filter(({ kind }) => kind === fault)),
    })),
  ];
}
