import { calibrated } from '@lookout/shared/detector/calibration';
import {
  type AlertPolicy,
  type AlertRecord,
  alertPolicy,
  clear,
  type Judge,
} from '@lookout/shared/detector/decision/alert-policy';
import {
  type AlertState,
  quietState,
  StandingAlert,
} from '@lookout/shared/detector/decision/alert-state';
import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { z } from 'zod';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { evidenceOf } from './evidence.ts';
import {
  endFaults,
  type FaultRecord,
  isDiscredited,
  type SensorChange,
  StandingFault,
  sensorStep,
} from './sensor-faults.ts';

export type StreamRecord = AlertRecord | FaultRecord;

/** What of a stream outlives the agent. */
const Memory = z.object({ alert: StandingAlert.nullable(), faults: z.array(StandingFault) });

export interface StreamJudge extends Judge {
  readonly channels: readonly ChannelInfo[];
  /** Of the bundle: calibrated score = (score - median) / spread. */
  readonly calibration: { readonly median: number; readonly spread: number };
}

/** What a window led to. */
export interface Judgement {
  /** Calibrated; null when the window was not scored. */
  readonly score: number | null;
  readonly records: readonly StreamRecord[];
}

/** The alerts and sensor faults of one stream. It decides; what it returns must be recorded. */
export class StreamAlerts {
  private state: AlertState = quietState;
  private faults: readonly StandingFault[] = [];

  constructor(
    private readonly judge: StreamJudge,
    public policy: AlertPolicy,
  ) {}

  get alert(): StandingAlert | null {
    return this.state.alert;
  }

  /**
   * Goes on where an earlier run of the agent left off. An alert of another model cannot be gone on with:
   * its scores mean something else.
   * @param memory of `memory()`; null or unreadable: nothing stood
   * @returns what must be recorded at once
   */
  restore(memory: string | null, at: number): readonly StreamRecord[] {
    const { alert, faults } = parse(memory);
    this.faults = faults;
    if (alert === null) return [];
    if (alert.modelDigest !== this.judge.modelDigest)
      return [clear(alert, { at, score: null }, 'stopped')];
    this.state = { ...quietState, alert };
    return [];
  }

  /** To be kept on disk together with the records; null when nothing stands. */
  memory(): string | null {
    const { alert } = this.state;
    if (alert === null && this.faults.length === 0) return null;
    return JSON.stringify({ alert, faults: [...this.faults] } satisfies z.input<typeof Memory>);
  }

  onWindow({ window, verdict }: ScoredWindow): Judgement {
    if (verdict.kind !== 'scored') return { score: null, records: [] };
    const score = calibrated(verdict.score.score, this.judge.calibration);
    // A window is scored only while every sensor is believed.
    const ended = endFaults(this.faults, window.at, 'The sensor is believed again.');
    this.faults = [];
    const { state, records } = alertPolicy(
      this.state,
      {
        at: window.at,
        elapsedMs: window.elapsedMs,
        score,
        channels: evidenceOf(verdict.score, this.judge.channels),
      },
      this.policy,
      this.judge,
    );
    this.state = state;
    return { score, records: [...ended, ...records] };
  }

  onSensors(changes: readonly SensorChange[], at: number): readonly StreamRecord[] {
    const records: StreamRecord[] = [];
    for (const change of changes) {
      const step = sensorStep(this.faults, change, at, this.judge.newAlertId);
      this.faults = step.faults;
      if (step.record !== null) records.push(step.record);
    }
    if (!records.some((record) => record.type === 'sensorFault' && record.active)) return records;
    const { alert } = this.state;
    const faulty = new Set(this.faults.map((fault) => fault.channel));
    if (alert !== null && isDiscredited(this.state, faulty)) {
      this.state = quietState;
      return [...records, clear(alert, { at, score: null }, 'sensorFault')];
    }
    // What the broken sensor has said so far counts neither for nor against an alert.
    this.state = { ...quietState, alert };
    return records;
  }
}

/** The records that end everything that stood on a stream that is no longer configured. */
export function stopStream(memory: string, at: number): readonly StreamRecord[] {
  const { alert, faults } = parse(memory);
  const cleared = alert === null ? [] : [clear(alert, { at, score: null }, 'stopped')];
  return [...cleared, ...endFaults(faults, at, 'The stream is no longer watched.')];
}

function parse(memory: string | null): z.infer<typeof Memory> {
  const nothing = { alert: null, faults: [] };
  if (memory === null) return nothing;
  try {
    return Memory.parse(JSON.parse(memory));
  } catch {
    return nothing;
  }
}
