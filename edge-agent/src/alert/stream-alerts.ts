import { isDeepStrictEqual } from 'node:util';
import { calibrated } from '@lookout/shared/detector/calibration';
import type { AdaptedStep } from '@lookout/shared/detector/decision/adapted-step';
import {
  type AlertRecord,
  clear,
  type Judge,
} from '@lookout/shared/detector/decision/alert-policy';
import { quietState, type StandingAlert } from '@lookout/shared/detector/decision/alert-state';
import { decide, levelsInForce } from '@lookout/shared/detector/decision/decide';
import {
  type DecisionState,
  initialDecision,
  nothingLearned,
} from '@lookout/shared/detector/decision/decision-state';
import { noEvidence } from '@lookout/shared/detector/decision/evidence-sum';
import { judgementOf, reportedLevel } from '@lookout/shared/detector/decision/judgement';
import { type Reset, resetDecision } from '@lookout/shared/detector/decision/reset';
import type { DecisionSettings } from '@lookout/shared/detector/decision/settings';
import type { ChannelInfo, Judgement } from '@lookout/shared/protocol/presence';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { evidenceOf } from './evidence.ts';
import { type Memory, parseMemory } from './memory.ts';
import {
  endFaults,
  type FaultRecord,
  isDiscredited,
  type SensorChange,
  type StandingFault,
  sensorStep,
} from './sensor-faults.ts';
import type { ZeroOffset } from './zero-offset.ts';

export type StreamRecord = AlertRecord | AdaptedStep | FaultRecord;

export interface StreamJudge extends Judge {
  readonly channels: readonly ChannelInfo[];
}

/** What a window led to. */
export interface Judged {
  /** What is compared with the level; null when the window was not scored. */
  readonly statistic: number | null;
  readonly level: number;
  readonly records: readonly StreamRecord[];
}

/** The alerts and sensor faults of one stream. It decides; what it returns must be recorded. */
export class StreamAlerts {
  private state: DecisionState = initialDecision;
  private faults: readonly StandingFault[] = [];
  private offset: ZeroOffset = null;

  constructor(
    private readonly judge: StreamJudge,
    private settings: DecisionSettings,
  ) {}

  get alert(): StandingAlert | null {
    return this.state.alert.alert;
  }

  /** What windows must be freed of before they are scored. */
  get zeroOffset(): ZeroOffset {
    return this.offset;
  }

  get faultyChannels(): readonly string[] {
    return this.faults.map(({ channel }) => channel);
  }

  /** As the report tells it. */
  get level(): number {
    return reportedLevel(this.state, this.settings);
  }

  get judgement(): Judgement {
    return judgementOf(this.state, this.settings, this.offset);
  }

  /** A standing alert and what was learned of the asset stay; the levels are drawn anew from the next window on. */
  applySettings(settings: DecisionSettings): void {
    if (isDeepStrictEqual(settings, this.settings)) return;
    const isOtherKind = settings.decision !== this.settings.decision;
    this.settings = settings;
    const evidence = isOtherKind ? noEvidence : this.state.evidence;
    this.state = { ...this.state, evidence, told: null };
  }

  /**
   * Goes on where an earlier run of the agent left off. An alert of another model cannot be gone on with:
   * its scores mean something else, and so does what was learned from them.
   * @param memory of `memory()`; null or unreadable: nothing stood
   * @returns what must be recorded at once
   */
  restore(memory: string | null, at: number): readonly StreamRecord[] {
    const { alert, faults, learned } = parseMemory(memory);
    const { modelDigest } = this.judge;
    this.faults = faults;
    if (learned?.modelDigest === modelDigest) {
      this.state = { ...learned, alert: this.state.alert };
      this.offset = learned.zeroOffset;
    }
    if (alert === null) return [];
    if (alert.modelDigest !== modelDigest) return [clear(alert, { at, score: null }, 'stopped')];
    this.state = { ...this.state, alert: { ...quietState, alert } };
    return [];
  }

  /** To be kept on disk together with the records; null when there is nothing to remember. */
  memory(): string | null {
    const { alert, ...learned } = this.state;
    const isBlank = this.offset === null && isDeepStrictEqual(learned, nothingLearned);
    if (alert.alert === null && this.faults.length === 0 && isBlank) return null;
    const { modelDigest } = this.judge;
    const zeroOffset = this.offset === null ? null : [...this.offset];
    return JSON.stringify({
      alert: alert.alert,
      faults: [...this.faults],
      learned: isBlank ? null : { ...learned, modelDigest, zeroOffset },
    } satisfies Memory);
  }

  onWindow({ window, verdict }: ScoredWindow): Judged {
    if (verdict.kind !== 'scored') {
      const level = levelsInForce(this.state, this.settings).raise;
      return { statistic: null, level, records: [] };
    }
    // A window is scored only while every sensor is believed.
    const ended = endFaults(this.faults, window.at, 'The sensor is believed again.');
    this.faults = [];
    const { state, records, level, statistic } = decide(
      this.state,
      {
        at: window.at,
        elapsedMs: window.elapsedMs,
        score: calibrated(verdict.score.score, this.settings.ground.calibration),
        channels: evidenceOf(verdict.score, this.judge.channels),
      },
      this.settings,
      this.judge,
    );
    this.state = state;
    return { statistic, level, records: [...ended, ...records] };
  }

  /**
   * An operator's "this is the new normal", or back to the bundle's own.
   * @param zeroOffset from now on
   */
  reset(reset: Reset, zeroOffset: ZeroOffset): readonly StreamRecord[] {
    const { state, records } = resetDecision(this.state, reset, this.settings, this.judge);
    this.state = state;
    this.offset = zeroOffset;
    return records;
  }

  onSensors(changes: readonly SensorChange[], at: number): readonly StreamRecord[] {
    const records: StreamRecord[] = [];
    for (const change of changes) {
      const step = sensorStep(this.faults, change, at, this.judge.newAlertId);
      this.faults = step.faults;
      if (step.record !== null) records.push(step.record);
    }
    if (!records.some((record) => record.type === 'sensorFault' && record.active)) return records;
    const { alert } = this;
    const faulty = new Set(this.faultyChannels);
    const discredited = alert !== null && isDiscredited(this.state.alert, faulty);
    // What the broken sensor has said so far counts neither for nor against an alert.
    this.state = { ...this.state, alert: { ...quietState, alert: discredited ? null : alert } };
    return discredited ? [...records, clear(alert, { at, score: null }, 'sensorFault')] : records;
  }
}

/** The records that end everything that stood on a stream that is no longer configured. */
export function stopStream(memory: string, at: number): readonly StreamRecord[] {
  const { alert, faults } = parseMemory(memory);
  const cleared = alert === null ? [] : [clear(alert, { at, score: null }, 'stopped')];
  return [...cleared, ...endFaults(faults, at, 'The stream is no longer watched.')];
}
