import type { Load } from '../protocol/load.ts';
import type { PlacementChoice, PlacementPolicy, VariantProfile } from '../protocol/placement.ts';
import { asIfRunning } from './as-if-running.ts';
import { isSame, keyOf } from './candidates.ts';
import { chooseVariant } from './choose-variant.ts';
import { deadlineOf } from './evidence.ts';
import { clamp, known } from './known.ts';
import { type Decision, noMemory, type Placed, type PlacementMemory } from './placement.ts';

/** Of whom a recorded load tells. */
export interface Recorded {
  readonly stream: string;
  readonly strideMs: number;
  readonly cpuCount: number;
  readonly profiles: readonly VariantProfile[];
  /** Null: the first sample decides what runs. */
  readonly running: Placed | null;
}

export interface ReplayedSwitch {
  readonly at: number;
  /** Null: nothing ran before. */
  readonly from: Placed | null;
  readonly to: PlacementChoice;
  readonly isUrgent: boolean;
}

export interface ReplaySummary {
  /** From the first sample to the last; a gap counts as a minute at most. */
  readonly coveredMs: number;
  readonly ran: readonly (Placed & { readonly ms: number })[];
  readonly switches: number;
  readonly urgent: number;
  readonly windows: number;
  /** In the time in which p95 is past the deadline: as recorded where the same variant ran, else as predicted. */
  readonly late: number;
}

const longestGapMs = 60_000;

/** What a policy would have chosen on a recorded load, sample by sample. */
export class Replay {
  readonly switches: ReplayedSwitch[] = [];
  #running: Placed | null;
  #memory: PlacementMemory = noMemory;
  #last: { readonly at: number; readonly isLate: boolean } | null = null;
  readonly #ranMs = new Map<string, Placed & { ms: number }>();
  #windows = 0;
  #late = 0;

  constructor(
    private readonly of: Recorded,
    private readonly policy: PlacementPolicy,
  ) {
    this.#running = of.running;
  }

  take(sample: Load): Decision {
    this.#count(sample.at);
    const load = this.#asIfRun(sample);
    const running = this.#running;
    const situation = { ...this.of, now: sample.at, load, running };
    const decision = chooseVariant(situation, this.policy, this.#memory);
    this.#memory = decision.memory;
    const { isSwitch, isUrgent, choice } = decision;
    if (isSwitch) {
      this.switches.push({ at: sample.at, from: running, to: choice, isUrgent });
      this.#running = { variant: choice.variant, provider: choice.provider };
    }
    this.#last = { at: sample.at, isLate: this.#isLate(load, decision) };
    return decision;
  }

  summary(): ReplaySummary {
    const ran = [...this.#ranMs.values()].sort((a, b) => b.ms - a.ms);
    const changes = this.switches.filter(({ from }) => from !== null);
    return {
      coveredMs: ran.reduce((sum, { ms }) => sum + ms, 0),
      ran,
      switches: changes.length,
      urgent: changes.filter(({ isUrgent }) => isUrgent).length,
      windows: Math.round(this.#windows),
      late: Math.round(this.#late),
    };
  }

  /** What ran since the last sample. */
  #count(now: number): void {
    const running = this.#running;
    if (this.#last === null || running === null) return;
    const ms = clamp(now - this.#last.at, 0, longestGapMs);
    const before = this.#ranMs.get(keyOf(running)) ?? { ...running, ms: 0 };
    this.#ranMs.set(keyOf(running), { ...before, ms: before.ms + ms });
    const windows = ms / this.of.strideMs;
    this.#windows += windows;
    if (this.#last.isLate) this.#late += windows;
  }

  #asIfRun(sample: Load): Load {
    const then = sample.streams.find(({ stream }) => stream === this.of.stream);
    const ran =
      then === undefined || then.variant === null || then.provider === null
        ? this.of.running
        : { variant: then.variant, provider: then.provider };
    return asIfRunning(sample, this.of, ran, this.#running);
  }

  #isLate(load: Load, { predicted }: Decision): boolean {
    const deadlineUs = deadlineOf(this.policy, this.of.strideMs);
    if (deadlineUs === null) return false;
    const seen = load.streams.find(
      (one) =>
        one.stream === this.of.stream &&
        one.variant === this.#running?.variant &&
        one.provider === this.#running?.provider,
    );
    const expected = predicted.find((one) => isSame(one, this.#running))?.p95Us ?? 0;
    return (known(seen?.lagP95Us) ?? known(seen?.p95Us) ?? expected) > deadlineUs;
  }
}
