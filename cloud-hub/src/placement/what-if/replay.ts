import { isSame } from '@lookout/shared/placement/candidates';
import { deadlineOf } from '@lookout/shared/placement/evidence';
import type { Placed, Predicted } from '@lookout/shared/placement/placement';
import { type Recorded, Replay } from '@lookout/shared/placement/replay';
import type { PlacementPolicy, VariantProfile } from '@lookout/shared/protocol/placement';
import type { WhatIfStream } from '@lookout/shared/protocol/placements';
import type { LoadColumns } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';
import { Course } from './course.ts';
import { type Part, ranAt } from './parts-of.ts';
import { storedSample } from './stored-sample.ts';

const shownSwitches = 100;

interface Asked {
  readonly device: string;
  readonly stream: string;
  readonly strideMs: number;
}

/** What the policy would have chosen over the stored load, against what ran. */
export class WhatIfReplay {
  private readonly was: Course;
  private readonly would: Course;
  private replay: Replay | null = null;
  private coveredMs = 0;
  private assumedMs = 0;
  private part = 0;
  private next = 0;

  /** @param parts of the samples, the oldest first */
  constructor(
    private readonly asked: Asked,
    private readonly policy: PlacementPolicy,
    private readonly samples: LoadColumns,
    private readonly parts: readonly Part[],
  ) {
    const limitUs = deadlineOf(policy, asked.strideMs);
    this.was = new Course(policy, limitUs);
    this.would = new Course(policy, limitUs);
  }

  /** Goes on by so many samples. @returns false at the end */
  advance(samples: number): boolean {
    for (let left = samples; left > 0; left -= 1) {
      const part = this.parts[this.part];
      if (part === undefined) return false;
      this.next = Math.max(this.next, part.begin);
      if (this.next === part.begin) this.begin(part.of);
      this.live(this.next, part);
      this.next += 1;
      if (this.next >= part.end) this.part += 1;
    }
    return this.part < this.parts.length;
  }

  get result(): WhatIfStream {
    const { device, stream } = this.asked;
    const courses = { was: this.was.result, would: this.would.result };
    const { coveredMs, assumedMs, replay } = this;
    const switches = (replay?.switches ?? [])
      .slice(0, shownSwitches)
      .map(({ at, from, to }) => ({ at, from, choice: to }));
    const last = replay?.last ?? null;
    return { device, stream, coveredMs, assumedMs, ...courses, switches, last };
  }

  private begin(of: Recorded): void {
    if (this.replay === null) this.replay = new Replay(of, this.policy);
    else this.replay.change(of);
  }

  private live(i: number, { of, isAssumed }: Part): void {
    const ran = ranAt(this.samples, i, of.stream);
    this.coveredMs += slotMs;
    if (isAssumed) this.assumedMs += slotMs;
    const lived = this.replay?.hold(storedSample(this.samples, i, of.stream), slotMs) ?? [];
    for (const { running, predicted, ...step } of lived) {
      if (running !== null) this.would.run(running, predicted, step);
      if (ran !== null) this.was.run(ran, withUnmeasured(predicted, ran, of.profiles), step);
    }
  }
}

/** What ran may not be a candidate any more: it counts with what its profile says, if there is one. */
function withUnmeasured(
  predicted: readonly Predicted[],
  ran: Placed,
  profiles: readonly VariantProfile[],
): readonly Predicted[] {
  if (predicted.some((one) => isSame(one, ran))) return predicted;
  const p95Us = profiles.find((one) => isSame(one, ran))?.p95Us ?? null;
  if (p95Us === null) return predicted;
  return [...predicted, { ...ran, p95Us, idleP95Us: p95Us, stretch: 1, correction: 1 }];
}
