import {
  type DetectorKind,
  needsNetwork,
  TrainedKind,
} from '@lookout/shared/detector/detector-kind';
import { arrivalShift } from '../../../cloud-hub/dist/compression/bundle/arrival-shift.js';
import { assembleDetector } from '../../../cloud-hub/dist/compression/bundle/assemble-detector.js';
import { fitStatistics } from '../../../cloud-hub/dist/compression/bundle/fit-statistics.js';
import { chooseTrainingRows } from '../../../cloud-hub/dist/compression/bundle/training-rows.js';
import type { Group } from './groups.ts';
import {
  budgetsPerDay,
  countAtRate,
  countForOperator,
  type LevelCounts,
  type OperatorCounts,
  statedRates,
} from './judge-alarms.ts';
import { type FileRanking, rankFile } from './judge-ranking.ts';
import { scoreFiles, windowLength } from './score-file.ts';

export interface RankedFile extends FileRanking {
  readonly detector: DetectorKind;
  readonly file: string;
}

export interface LevelRow extends LevelCounts {
  readonly rate: number;
  readonly way: 'static' | 'product';
}

/** What one group and seed say. */
export interface GroupVerdict {
  readonly rankings: readonly RankedFile[];
  /** Of the default detector, recording by recording. */
  readonly levels: readonly LevelRow[];
  readonly operator: readonly OperatorRow[];
}

export interface OperatorRow extends OperatorCounts {
  readonly alarmsPerDay: number;
}

const judgedDetector = 'hybrid';

/**
 * Trains on a group with one seed and judges every detector on its test files. Those without a network do
 * not depend on the seed and are judged with the first only.
 */
export async function judgeGroup(
  group: Group,
  seed: number,
  isFirstSeed: boolean,
): Promise<GroupVerdict> {
  const channels = group.train[0]?.channels ?? 0;
  const channelNames = Array.from({ length: channels }, (_, i) => `channel ${i + 1}`);
  const rows = chooseTrainingRows(group.train, windowLength);
  const options = { windowLength, channelNames, seed, network: {}, needsNetwork: true };
  const fitted = await fitStatistics(rows, options);
  const rankings: RankedFile[] = [];
  const levels: LevelRow[] = [];
  const operator: OperatorRow[] = [];
  for (const kind of TrainedKind.options.filter((kind) => isFirstSeed || needsNetwork(kind))) {
    const detector = await assembleDetector(fitted, kind, 0.01);
    const scored = await scoreFiles(detector, group.tests);
    scored.forEach((parts, i) => {
      rankings.push({ detector: kind, file: group.tests[i]?.name ?? '', ...rankFile(parts) });
    });
    if (kind !== judgedDetector) continue;
    const shift = arrivalShift(rows.all, windowLength, kind);
    const calibration = { ...detector.calibration, arrivalShift: shift };
    for (const part of new Set(scored.flat())) {
      for (const rate of statedRates)
        for (const way of ['static', 'product'] as const) {
          const counts = countAtRate(part, calibration, group.periodMs, rate, way);
          levels.push({ rate, way, ...counts });
        }
      for (const alarmsPerDay of budgetsPerDay) {
        const counts = countForOperator(part, calibration, group.periodMs, alarmsPerDay);
        operator.push({ alarmsPerDay, ...counts });
      }
    }
  }
  return { rankings, levels, operator };
}
