import type { Load } from '../protocol/load.ts';
import type { PlacementChoice, PlacementPolicy, VariantProfile } from '../protocol/placement.ts';
import { asIfRunning } from './as-if-running.ts';
import { isSame } from './candidates.ts';
import { chooseVariant } from './choose-variant.ts';
import { deadlineOf } from './evidence.ts';
import { clamp, known } from './known.ts';
import { ranOf } from './placed.ts';
import { type Decision, noMemory, type Placed, type PlacementMemory } from './placement.ts';
import { type RunTime, RunTimes } from './run-times.ts';

/** Of whom a recorded load tells. */
export interface Recorded {
  readonly stream: string;
  readonly strideMs: number;
  readonly cpuCount: number;
  readonly profiles: readonly VariantProfile[];
  /** Null: the first sample decides what runs. */
  readonly running: Placed | null;
  /** Whose variants these are; null: not told, or of no release. */
  readonly release?: string | null;
}

/** A stretch of time under one decision. */
export interface Lived extends Pick<Decision, 'predicted'> {
  readonly forMs: number;
  /** As if this had run. */
  readonly load: Load;
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
  readonly ran: readonly RunTime[];
  readonly switches: number;
  readonly urgent: number;
  readonly windows: number;
  /** In the time in which p95 is past the deadline: as recorded where the same variant ran, else as predicted. */
  readonly late: number;
}

const longestGapMs = 60_000;
/** As short as the usual wait before the GPU is left: a sample that stands for longer is decided on again. */
const stepMs = 15_000;

/** What a policy would have chosen on a recorded load, sample by sample. */
export class Replay {
  readonly switches: ReplayedSwitch[] = [];
  /** The newest choice; null: none was made. */
  last: PlacementChoice | null = null;
  #of: Recorded;
  #running: Placed | null;
  #memory: PlacementMemory = noMemory;
  #last: { readonly at: number; readonly isLate: boolean } | null = null;
  readonly #times = new RunTimes();
  #windows = 0;
  #late = 0;

  constructor(
    of: Recorded,
    private readonly policy: PlacementPolicy,
  ) {
    this.#of = of;
    this.#running = of.running;
  }

  /** What is known of the stream is another from here on. Of another release only the switches count on. */
  change(of: Recorded): void {
    const isSame = (of.release ?? null) === (this.#of.release ?? null);
    this.#of = of;
    if (isSame) return;
    this.#running = of.running;
    this.#memory = { ...noMemory, switchedAt: this.#memory.switchedAt };
  }

  /** A sample of an instant: what is chosen runs until the next one. */
  take(sample: Load): Decision {
    const running = this.#running;
    if (this.#last !== null && running !== null)
      this.#count(running, clamp(sample.at - this.#last.at, 0, longestGapMs), this.#last.isLate);
    const { decision, isLate } = this.#decide(this.#asIfRun(sample));
    this.#last = { at: sample.at, isLate };
    return decision;
  }

  /**
   * A sample that stands for a stretch of time, as a stored mean does. Where nothing has begun to last, the
   * same load decides nothing else a moment later; else it is decided on again.
   */
  *hold(sample: Load, forMs: number): Generator<Lived, void> {
    for (let done = 0; done < forMs; ) {
      const load = this.#asIfRun({ ...sample, at: sample.at + done });
      const { decision, isLate } = this.#decide(load);
      const isWaiting = Object.keys(decision.memory.since).length > 0;
      const ms = isWaiting ? Math.min(stepMs, forMs - done) : forMs - done;
      const running = this.#running;
      if (running !== null) this.#count(running, ms, isLate);
      yield { forMs: ms, load, running, predicted: decision.predicted };
      done += ms;
    }
  }

  /** What runs now. */
  get running(): Placed | null {
    return this.#running;
  }

  summary(): ReplaySummary {
    const ran = this.#times.all();
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

  #decide(load: Load): { readonly decision: Decision; readonly isLate: boolean } {
    const running = this.#running;
    const situation = { ...this.#of, now: load.at, load, running };
    const decision = chooseVariant(situation, this.policy, this.#memory);
    this.#memory = decision.memory;
    const { isSwitch, isUrgent, choice } = decision;
    this.last = choice;
    if (isSwitch) {
      this.switches.push({ at: load.at, from: running, to: choice, isUrgent });
      this.#running = { variant: choice.variant, provider: choice.provider };
    }
    return { decision, isLate: this.#isLate(load, decision) };
  }

  #count(running: Placed, ms: number, isLate: boolean): void {
    this.#times.add(running, ms);
    const windows = ms / this.#of.strideMs;
    this.#windows += windows;
    if (isLate) this.#late += windows;
  }

  #asIfRun(sample: Load): Load {
    const then = sample.streams.find(({ stream }) => stream === this.#of.stream);
    // A sample that says nothing of the stream says nothing of what it ran either.
    const ran = then === undefined ? this.#of.running : ranOf(then);
    return asIfRunning(sample, this.#of, ran, this.#running);
  }

  #isLate(load: Load, { predicted }: Decision): boolean {
    const deadlineUs = deadlineOf(this.policy, this.#of.strideMs);
    if (deadlineUs === null) return false;
    const seen = load.streams.find(
      (one) =>
        one.stream === this.#of.stream &&
        one.variant === this.#running?.variant &&
        one.provider === this.#running?.provider,
    );
    const expected = predicted.find((one) => isSame(one, this.#running))?.p95Us ?? 0;
    return (known(seen?.lagP95Us) ?? known(seen?.p95Us) ?? expected) > deadlineUs;
  }
}
