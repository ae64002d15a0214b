import type { ChannelSpec } from '@lookout/shared/bundle/detector-input';

export type SensorFaultKind = 'stuck' | 'outOfRange' | 'missing';

/** A sensor can no longer be believed (`active`), or can be again. */
export interface SensorTransition {
  readonly channel: string;
  readonly unit: string | null;
  readonly fault: SensorFaultKind;
  readonly active: boolean;
  /** Null: missing. */
  readonly value: number | null;
  /** One sentence in words, with the limit. */
  readonly detail: string;
}

export interface SensorCheckSettings {
  /** A channel without a value for so many rows is a sensor fault. */
  readonly missingAfterRows: number;
  /** A faulty sensor is believed again after so many good rows. */
  readonly recoverAfterRows: number;
}

interface ChannelState {
  fault: SensorFaultKind | null;
  /** Of the present row alone, unlike `fault`, which outlives it by `recoverAfterRows`. */
  finding: SensorFaultKind | null;
  /** Half way to being stuck: too early to say so, too late to take the row for a reading. */
  doubtful: boolean;
  lastValue: number | null;
  equalRows: number;
  missingRows: number;
  goodRows: number;
}

/** Watches the sensors themselves: stuck, out of range or missing, by the limits of the bundle. Pure. */
export class SensorCheck {
  private readonly states: readonly ChannelState[];

  constructor(
    private readonly channels: readonly ChannelSpec[],
    private readonly settings: SensorCheckSettings,
  ) {
    this.states = channels.map(() => ({
      fault: null,
      finding: null,
      doubtful: false,
      lastValue: null,
      equalRows: 0,
      missingRows: 0,
      goodRows: 0,
    }));
  }

  /** Takes one row; null or a value that is not finite counts as missing. */
  push(values: readonly (number | null)[]): SensorTransition[] {
    return this.channels.flatMap((channel, c) => {
      const state = this.states[c];
      const value = values[c] ?? null;
      return state ? this.step(channel, state, Number.isFinite(value) ? value : null) : [];
    });
  }

  /** The first channel whose value in the last row cannot be believed, or null. */
  get badChannel(): string | null {
    return this.nameWhere((state) => state.finding !== null || state.doubtful);
  }

  /** The first channel with a fault that has not ended, or null. */
  get faultyChannel(): string | null {
    return this.nameWhere((state) => state.fault !== null);
  }

  private nameWhere(test: (state: ChannelState) => boolean): string | null {
    return this.channels[this.states.findIndex(test)]?.name ?? null;
  }

  private step(channel: ChannelSpec, state: ChannelState, value: number | null) {
    count(state, value);
    state.finding = this.find(channel, state, value);
    state.doubtful = isDoubtful(channel, state);
    state.goodRows = state.finding === null && value !== null ? state.goodRows + 1 : 0;
    const transitions: SensorTransition[] = [];
    const before = state.fault;
    const over = before !== null && state.goodRows >= this.settings.recoverAfterRows;
    const replaced = before !== null && state.finding !== null && state.finding !== before;
    if (before !== null && (over || replaced)) {
      transitions.push(transition(channel, before, false, value, recovered(before, channel)));
      state.fault = null;
    }
    if (state.finding !== null && state.fault === null) {
      state.fault = state.finding;
      const detail = describe(state.finding, channel, state);
      transitions.push(transition(channel, state.finding, true, value, detail));
    }
    return transitions;
  }

  private find(channel: ChannelSpec, state: ChannelState, value: number | null) {
    if (value === null)
      return state.missingRows >= this.settings.missingAfterRows ? 'missing' : null;
    const below = channel.plausibleMin !== null && value < channel.plausibleMin;
    const above = channel.plausibleMax !== null && value > channel.plausibleMax;
    if (below || above) return 'outOfRange';
    const { stuckAfterRows } = channel;
    return stuckAfterRows !== null && state.equalRows >= stuckAfterRows ? 'stuck' : null;
  }
}

/**
 * A bundle's limit is several times the longest still stretch of the training rows, so half of it does not
 * happen to a working sensor; without this the frozen reading would be scored before it is found out.
 */
function isDoubtful({ stuckAfterRows }: ChannelSpec, { equalRows }: ChannelState): boolean {
  return stuckAfterRows !== null && equalRows >= Math.max(2, Math.ceil(stuckAfterRows / 2));
}

function count(state: ChannelState, value: number | null): void {
  state.missingRows = value === null ? state.missingRows + 1 : 0;
  if (value === null) return; // a dropped reading does not prove that the sensor moves
  state.equalRows = value === state.lastValue ? state.equalRows + 1 : 1;
  state.lastValue = value;
}

function transition(
  { name, unit }: ChannelSpec,
  fault: SensorFaultKind,
  active: boolean,
  value: number | null,
  detail: string,
): SensorTransition {
  return { channel: name, unit, fault, active, value, detail: detail.slice(0, 256) };
}

function describe(fault: SensorFaultKind, channel: ChannelSpec, state: ChannelState): string {
  const value = quantity(state.lastValue, channel);
  switch (fault) {
    case 'missing':
      return `${channel.name} has given no value for ${state.missingRows} rows.`;
    case 'stuck':
      return `${channel.name} has stood at exactly ${value} for ${state.equalRows} rows; when it works it moves.`;
    case 'outOfRange': {
      const below = channel.plausibleMin !== null && (state.lastValue ?? 0) < channel.plausibleMin;
      const limit = quantity(below ? channel.plausibleMin : channel.plausibleMax, channel);
      return `${channel.name} reads ${value}, ${below ? 'below' : 'above'} the plausible ${limit}.`;
    }
  }
}

function recovered(fault: SensorFaultKind, { name }: ChannelSpec): string {
  switch (fault) {
    case 'missing':
      return `${name} gives values again.`;
    case 'stuck':
      return `${name} moves again.`;
    case 'outOfRange':
      return `${name} is plausible again.`;
  }
}

/** Four significant digits: enough to recognise a reading, short enough for a sentence. */
function quantity(value: number | null, { unit }: ChannelSpec): string {
  return value === null
    ? 'limit'
    : `${Number(value.toPrecision(4))}${unit === null ? '' : ` ${unit}`}`;
}
