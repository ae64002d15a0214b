import type { ChannelSpec } from '@lookout/shared/bundle/detector-input';
import type { Sample } from '../source/source.ts';
import { Grid } from './grid.ts';
import { RowRing } from './row-ring.ts';
import { SensorCheck, type SensorCheckSettings, type SensorTransition } from './sensor-check.ts';
import type { Quality, Window } from './window.ts';

export interface WindowBuilderOptions {
  readonly stream: string;
  /** Of the bundle's manifest. */
  readonly channels: readonly ChannelSpec[];
  readonly windowLength: number;
  readonly periodMs: number;
  readonly settings: WindowSettings;
}

export interface WindowSettings extends SensorCheckSettings {
  /** So many missing rows do not break a window: their neighbours stand side by side. */
  readonly bridgeRows: number;
  /** Null: five periods, at least 5 s. */
  readonly staleAfterMs: number | null;
}

/** What a row leads to. `window` is null when the row was a duplicate or too late and was left out. */
export interface WindowStep {
  readonly window: Window | null;
  readonly transitions: readonly SensorTransition[];
}

const nothing: WindowStep = { window: null, transitions: [] };

/**
 * Samples → windows of the last `windowLength` rows on a grid of `periodMs`, stride 1. Pure: time comes
 * in with the samples. No value is ever made up; whatever cannot be scored says why. A frame is judged by
 * its row, so a camera that shows nothing or stands still is a sensor fault, and is its window's data.
 */
export class WindowBuilder {
  private readonly grid: Grid;
  private readonly ring: RowRing;
  private readonly sensors: SensorCheck;
  private readonly staleAfterMs: number;
  private emptyBecause: 'filling' | 'gap' = 'filling';
  private elapsedMs = 0;
  private last: Sample | null = null;
  /** Of the last row taken, on the clock of `nowMs`; null before the first look at that clock. */
  private heardAtMs: number | null = null;
  private stale = false;
  private left = { late: 0, duplicate: 0 };

  constructor(private readonly options: WindowBuilderOptions) {
    const { channels, periodMs, settings } = options;
    this.grid = new Grid(periodMs);
    this.ring = new RowRing(options.windowLength, channels.length);
    this.sensors = new SensorCheck(channels, settings);
    this.staleAfterMs = settings.staleAfterMs ?? Math.max(5_000, 5 * periodMs);
  }

  /** Rows left out since the start. */
  get leftOut(): { readonly late: number; readonly duplicate: number } {
    return this.left;
  }

  /**
   * Takes one row.
   * @param nowMs when it arrived, on the same clock as `check`'s.
   * @throws RangeError when the sample has another number of channels.
   */
  push(sample: Sample, nowMs: number): WindowStep {
    const { channels, periodMs, settings } = this.options;
    if (sample.values.length !== channels.length)
      throw new RangeError(
        `stream ${this.options.stream}: a row of ${sample.values.length} values for ${channels.length} channels`,
      );
    // A recording's own time is its grid, however fast it is replayed.
    const placement = this.grid.place(sample.sourceAt ?? sample.at);
    if (placement.kind === 'late' || placement.kind === 'duplicate') {
      this.left[placement.kind] += 1;
      return nothing;
    }
    const steps = placement.kind === 'row' ? placement.steps : 1;
    const broken = placement.kind === 'restart' || steps - 1 > settings.bridgeRows;
    if (broken && this.last !== null) this.empty();
    this.elapsedMs += this.last === null ? 0 : steps * periodMs;
    this.last = sample;
    this.heardAtMs = nowMs;
    this.stale = false;
    const transitions = this.sensors.push(sample.values);
    this.ring.push(sample.values, this.judgeRow(sample.values));
    return { window: this.window(sample, this.judgeWindow()), transitions };
  }

  /** A window that says `stale`, once, when no row has been taken for too long; else null. */
  check(nowMs: number): Window | null {
    // A clock that was set back must not postpone the answer.
    if (this.heardAtMs === null || nowMs < this.heardAtMs) this.heardAtMs = nowMs;
    if (this.stale || nowMs - this.heardAtMs < this.staleAfterMs) return null;
    this.stale = true;
    const values = this.last?.values ?? this.options.channels.map(() => null);
    const quality: Quality = { scored: false, reason: 'stale', channel: null };
    return this.window({ at: nowMs, sourceAt: null, values }, quality);
  }

  private empty(): void {
    this.ring.clear();
    this.emptyBecause = 'gap';
  }

  private judgeRow(values: readonly (number | null)[]): Quality {
    const bad = this.sensors.badChannel;
    if (bad !== null) return { scored: false, reason: 'sensorFault', channel: bad };
    const name = (c: number) => this.options.channels[c]?.name ?? null;
    const missing = values.indexOf(null);
    if (missing >= 0) return { scored: false, reason: 'missingChannel', channel: name(missing) };
    const wild = values.findIndex((value) => !Number.isFinite(Math.fround(value ?? Number.NaN)));
    if (wild >= 0) return { scored: false, reason: 'nonFinite', channel: name(wild) };
    return { scored: true };
  }

  private judgeWindow(): Quality {
    const faulty = this.sensors.faultyChannel;
    if (faulty !== null) return { scored: false, reason: 'sensorFault', channel: faulty };
    const worst = this.ring.newestUnusable();
    if (worst !== null) return worst;
    if (!this.ring.full) return { scored: false, reason: this.emptyBecause, channel: null };
    return { scored: true };
  }

  private window({ at, sourceAt, values, frame }: Sample, quality: Quality): Window {
    return {
      stream: this.options.stream,
      at,
      sourceAt,
      elapsedMs: this.elapsedMs,
      data: quality.scored ? (frame ?? this.ring.unroll()) : new Float32Array(0),
      last: values,
      quality,
    };
  }
}
