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
  type Learned,
  nothingLearned,
} from '@lookout/shared/detector/decision/decision-state';
import { noEvidence } from '@lookout/shared/detector/decision/evidence-sum';
import { judgementOf, reportedLevel } from '@lookout/shared/detector/decision/judgement';
import { type Reset, resetDecision } from '@lookout/shared/detector/decision/reset';
import type { DecisionSettings } from '@lookout/shared/detector/decision/settings';
import type { ChannelInfo, Judgement } from '@lookout/shared/protocol/presence';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { evidenceOf } from './evidence.ts';
import { inheritLearned, moveZero, rememberBefore } from './hand-over.ts';
import { type LearnedOf, type Memory, parseMemory } from './memory.ts';
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
  private before: readonly LearnedOf[] = [];

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
   * its scores mean something else, and so does what was learned from them. One that a release has put
   * in this one's place, or the other way round, handed the alert over and left what both had learned.
   * @param memory of `memory()`; null or unreadable: nothing stood
   * @returns what must be recorded at once
   */
  restore(memory: string | null, at: number): readonly StreamRecord[] {
    const { alert, faults, learned, before } = parseMemory(memory);
    const { modelDigest } = this.judge;
    this.faults = faults;
    const known = [...(learned === null ? [] : [learned]), ...before];
    const own = known.find((one) => one.modelDigest === modelDigest);
    if (own !== undefined) {
      this.recall(own);
      this.before = rememberBefore(learned, before, modelDigest);
    }
    if (alert === null) return [];
    const isKin = own !== undefined && known.some((one) => one.modelDigest === alert.modelDigest);
    if (alert.modelDigest !== modelDigest && !isKin)
      return [clear(alert, { at, score: null }, 'stopped')];
    this.state = { ...this.state, alert: { ...quietState, alert: this.asOwn(alert) } };
    return [];
  }

  /** To be kept on disk together with the records; null when there is nothing to remember. */
  memory(): string | null {
    const { alert } = this.state.alert;
    const learned = this.learnedOf();
    const { faults, before } = this;
    if (alert === null && faults.length === 0 && learned === null && before.length === 0)
      return null;
    return JSON.stringify({
      alert,
      faults: [...faults],
      learned,
      before: [...before],
    } satisfies Memory);
  }

  /** A new bundle on the same asset begins with what may be carried over; an alert it does not see. */
  inherit(from: StreamAlerts): void {
    // On another provider it is the same detector.
    if (this.isSameAs(from)) {
      this.goOnWith(from);
      return;
    }
    const known = from.before.find(({ modelDigest }) => modelDigest === this.judge.modelDigest);
    if (known !== undefined) this.recall(known);
    const { ground } = this.settings;
    const learned = known ?? inheritLearned(from.state, ground);
    this.state = { ...this.state, ...learnedPart(learned), alert: this.state.alert };
    this.offset = this.zeroOf(from);
  }

  /** An operator has reset the one that judges: what was learned here before holds no more either. */
  follow(judge: StreamAlerts, reset: Reset): void {
    this.reset(reset, this.zeroOf(judge));
  }

  /**
   * Judges in the place of another: its standing alert goes on under the same id, as it is about the asset
   * and not the model, and so do its sensor faults. What both have learned stays apart.
   */
  takeOver(from: StreamAlerts): void {
    if (this.isSameAs(from)) {
      this.goOnWith(from);
      return;
    }
    const { alert } = from.state.alert;
    const standing = alert === null ? null : this.asOwn(alert);
    this.state = { ...this.state, alert: { ...quietState, alert: standing } };
    this.faults = from.faults;
    this.before = rememberBefore(from.learnedOf(), from.before, this.judge.modelDigest);
  }

  private isSameAs({ judge }: StreamAlerts): boolean {
    return judge.modelDigest === this.judge.modelDigest;
  }

  private goOnWith({ state, faults, offset, before }: StreamAlerts): void {
    this.state = state;
    this.faults = faults;
    this.offset = offset;
    this.before = before;
  }

  private zeroOf(other: StreamAlerts): ZeroOffset {
    const channels = ({ settings }: StreamAlerts) => settings.ground.input.channels;
    return moveZero(other.offset, channels(other), channels(this));
  }

  private asOwn(alert: StandingAlert): StandingAlert {
    const { modelDigest, variant } = this.judge;
    return { ...alert, modelDigest, variant };
  }

  private recall(learned: LearnedOf): void {
    this.state = { ...learnedPart(learned), alert: this.state.alert };
    this.offset = learned.zeroOffset;
  }

  private learnedOf(): LearnedOf | null {
    const learned = learnedPart(this.state);
    if (this.offset === null && isDeepStrictEqual(learned, nothingLearned)) return null;
    const zeroOffset = this.offset === null ? null : [...this.offset];
    return { ...learned, modelDigest: this.judge.modelDigest, zeroOffset };
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

const learnedPart = ({ commissioning, adaptive, evidence, told }: Learned): Learned => ({
  ...{ commissioning, adaptive, evidence, told },
});

/** The records that end everything that stood on a stream that is no longer configured. */
export function stopStream(memory: string, at: number): readonly StreamRecord[] {
  const { alert, faults } = parseMemory(memory);
  const cleared = alert === null ? [] : [clear(alert, { at, score: null }, 'stopped')];
  return [...cleared, ...endFaults(faults, at, 'The stream is no longer watched.')];
}
