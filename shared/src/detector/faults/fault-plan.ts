import { mixSeed, Random } from '../../simulator/random.ts';
import type { Recording } from '../recording.ts';
import { type ChannelLevel, channelLevels, columnOf } from './channel-level.ts';
import { type Fault, type FaultKind, faultKinds, usualSeverities } from './fault.ts';
import { faultyStretch, injectFault } from './inject-fault.ts';
import { findSlots, type Slot } from './slots.ts';

export interface PlannedFault extends Fault {
  /** Number of the recording it happens in. */
  readonly recording: number;
  /** Faults of one copy of the recordings never touch: clean rows lie between them. */
  readonly copy: number;
  /** Of the fault's own randomness: the same fault is always the same. */
  readonly seed: number;
}

export interface FaultPlanOptions {
  readonly windowLength: number;
  readonly seed: number;
  readonly kinds?: readonly FaultKind[];
  readonly eventsPerKind?: number;
  /** Rows a fault lasts; two windows where not given. */
  readonly eventRows?: number;
  /** σ of the channels; of the recordings themselves where not given. */
  readonly levels?: readonly ChannelLevel[];
}

/** A fault that moves its channel by less, in σ and root mean square, is none: nobody could see it. */
const leastChange = 0.25;
/** Places tried for one fault before it is given up. */
const attempts = 24;

/**
 * Single-sensor faults to judge a detector by, spread evenly over kinds, severities and the channels that
 * move, on normal rows only. Places are drawn; where they do not suffice, further copies of the recordings
 * give theirs. Fewer faults come back where a channel stands still wherever the fault could be, and none
 * where no stretch is long enough (a fault and two windows of clean rows before it).
 */
export function faultPlan(
  recordings: readonly Recording[],
  options: FaultPlanOptions,
): PlannedFault[] {
  const { windowLength, seed, kinds = faultKinds, eventsPerKind = 24 } = options;
  const { eventRows = 2 * windowLength, levels = channelLevels(recordings) } = options;
  const places = new Places(
    recordings,
    { eventRows, cleanRows: 2 * windowLength },
    new Random(mixSeed(seed, 1)),
  );
  const random = new Random(mixSeed(seed, 2));
  const moving = shuffled(
    levels.flatMap(({ spread }, channel) => (spread > 0 ? [channel] : [])),
    random,
  );
  const plan: PlannedFault[] = [];
  if (places.none || moving.length === 0) return plan;
  let turn = 0;
  for (const kind of kinds) {
    const severities = usualSeverities(kind, windowLength);
    for (let i = 0; i < eventsPerKind; i++) {
      // A channel meets every severity before the next one has its turn.
      if (i % severities.length === 0) turn++;
      const severity = severities[i % severities.length] ?? 1;
      const channel = moving[turn % moving.length] ?? 0;
      const fault = { kind, channel, severity, seed: mixSeed(seed, 3 + plan.length) };
      const planned = places.take((place) => isVisible(recordings, { ...fault, ...place }, levels));
      if (planned) plan.push({ ...fault, ...planned });
    }
  }
  return plan;
}

/** The recording in which the fault happens, with it and nothing else injected. */
export function injectPlanned(
  recordings: readonly Recording[],
  fault: PlannedFault,
  levels: readonly ChannelLevel[] = channelLevels(recordings),
): Recording {
  const recording = recordings[fault.recording];
  if (!recording) throw new RangeError(`no recording ${fault.recording}`);
  return injectFault(recording, fault, new Random(fault.seed), levels);
}

interface Place extends Slot {
  readonly copy: number;
}

/** Hands out slots in random order, each once; a new copy of the recordings when they run out. */
class Places {
  private free: Place[] = [];
  private copy = -1;
  readonly none: boolean;

  constructor(
    private readonly recordings: readonly Recording[],
    private readonly shape: Parameters<typeof findSlots>[1],
    private readonly random: Random,
  ) {
    this.refill();
    this.none = this.free.length === 0;
  }

  /** The first free place that suits; the others stay free. */
  take(suits: (place: Place) => boolean): Place | null {
    for (let tried = 0; tried < attempts; tried++) {
      if (tried >= this.free.length) this.refill();
      const place = this.free[tried];
      if (!place || !suits(place)) continue;
      this.free.splice(tried, 1);
      return place;
    }
    return null;
  }

  private refill(): void {
    this.copy++;
    const slots = findSlots(this.recordings, this.shape, this.random.uniform());
    const { copy } = this;
    this.free.push(...shuffled(slots, this.random).map((slot) => ({ ...slot, copy })));
  }
}

function isVisible(
  recordings: readonly Recording[],
  fault: PlannedFault,
  levels: readonly ChannelLevel[],
): boolean {
  const recording = recordings[fault.recording];
  const spread = levels[fault.channel]?.spread ?? 0;
  if (!recording) return false;
  const truth = columnOf(recording, fault.channel).subarray(fault.fromRow, fault.toRow);
  const shown = faultyStretch(recording, fault, new Random(fault.seed), levels);
  if (shown === null) return false;
  const squares = shown.reduce((sum, value, i) => sum + (value - (truth[i] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / shown.length) >= leastChange * spread;
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const [a, b] = [list[i], list[j]];
    if (a !== undefined && b !== undefined) [list[i], list[j]] = [b, a];
  }
  return list;
}
