import { isSame } from '@lookout/shared/placement/candidates';
import type { Placed, Predicted } from '@lookout/shared/placement/placement';
import { RunTimes } from '@lookout/shared/placement/run-times';
import type { Load } from '@lookout/shared/protocol/load';
import { type PlacementPolicy, processorOf } from '@lookout/shared/protocol/placement';
import type { WhatIfCourse } from '@lookout/shared/protocol/placements';

interface Step {
  readonly forMs: number;
  readonly load: Load;
}

/** Adds up how a course of choices fares. */
export class Course {
  private readonly times = new RunTimes();
  private switches = 0;
  private missedMs = 0;
  private hotMs = 0;
  private before: Placed | null = null;

  constructor(
    private readonly policy: Pick<PlacementPolicy, 'leaveHeadroomC'>,
    private readonly deadlineUs: number | null,
  ) {}

  run(placed: Placed, predicted: readonly Predicted[], { forMs, load }: Step): void {
    this.times.add(placed, forMs);
    if (this.before !== null && !isSame(this.before, placed)) this.switches += 1;
    this.before = placed;
    const p95Us = predicted.find((one) => isSame(one, placed))?.p95Us ?? null;
    if (p95Us !== null && this.deadlineUs !== null && p95Us > this.deadlineUs)
      this.missedMs += forMs;
    const isHot = load.headroomC !== null && load.headroomC < this.policy.leaveHeadroomC;
    if (isHot && processorOf(placed.provider) === 'gpu') this.hotMs += forMs;
  }

  get result(): WhatIfCourse {
    const { switches, missedMs, hotMs } = this;
    return { time: this.times.all(), switches, missedMs, hotMs };
  }
}

export function sumOf(courses: readonly WhatIfCourse[]): WhatIfCourse {
  const times = new RunTimes();
  for (const entry of courses.flatMap((course) => course.time)) times.add(entry, entry.ms);
  const total = (of: (course: WhatIfCourse) => number) =>
    courses.reduce((sum, course) => sum + of(course), 0);
  return {
    time: times.all(),
    switches: total(({ switches }) => switches),
    missedMs: total(({ missedMs }) => missedMs),
    hotMs: total(({ hotMs }) => hotMs),
  };
}
