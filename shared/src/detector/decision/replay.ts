import type { AdaptedStep } from './adapted-step.ts';
import { beginCommissioning } from './commissioning.ts';
import { decide } from './decide.ts';
import { type DecisionState, initialDecision } from './decision-state.ts';
import type { DecisionSettings } from './settings.ts';

/** The windows of one recording, in order. */
export interface ReplayedWindows {
  /** Calibrated units of the bundle. */
  readonly scores: ArrayLike<number>; // [windows]
  /** Last row of each window, rising; rows are `periodMs` of the bundle apart. */
  readonly ends: ArrayLike<number>; // [windows]
}

/** Rows of the recording. */
export interface ReplayedAlert {
  /** Last row of the first window above the level. */
  readonly since: number;
  readonly raised: number;
  /** Null: it stands at the end of the recording. */
  readonly cleared: number | null;
}

export interface Replay {
  readonly alerts: readonly ReplayedAlert[];
  /** The level that each window was judged by, and what was judged by it. */
  readonly levels: Float64Array; // [windows]
  readonly statistics: Float64Array; // [windows]
  readonly adapted: readonly AdaptedStep[];
  readonly state: DecisionState;
}

/**
 * What a device would have raised on a recording.
 * @param options.state goes on where an earlier part ended; by default the device has just arrived
 * @param options.vouched an operator stands by and says that the asset is well when the device arrives
 */
export function replayDecision(
  { scores, ends }: ReplayedWindows,
  settings: DecisionSettings,
  options: { readonly state?: DecisionState; readonly vouched?: boolean } = {},
): Replay {
  const { periodMs } = settings.ground.input;
  const levels = new Float64Array(scores.length);
  const statistics = new Float64Array(scores.length);
  const alerts: { since: number; raised: number; cleared: number | null }[] = [];
  const adapted: AdaptedStep[] = [];
  const arrived = {
    ...initialDecision,
    commissioning: beginCommissioning(options.vouched ?? false),
  };
  let state = options.state ?? arrived;
  for (let i = 0; i < scores.length; i++) {
    const row = ends[i] ?? 0;
    const [at, score] = [row * periodMs, scores[i] ?? 0];
    const step = decide(state, { at, elapsedMs: at, score, channels: [] }, settings, replayJudge);
    state = step.state;
    levels[i] = step.level;
    statistics[i] = step.statistic ?? 0;
    for (const record of step.records) {
      if (record.type === 'adapted') adapted.push(record);
      if (record.type === 'raised')
        alerts.push({ since: record.since / periodMs, raised: row, cleared: null });
      const last = alerts.at(-1);
      if (record.type === 'cleared' && last !== undefined) last.cleared = row;
    }
  }
  return { alerts, levels, statistics, adapted, state };
}

/** Nobody looks alerts of a replay up. */
const replayJudge = {
  modelDigest: '0'.repeat(64),
  variant: 'replay',
  newAlertId: () => '00000000-0000-4000-8000-000000000000',
};
