import type { Placed, Predicted } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import { type PlacementPolicy, processorOf } from '@lookout/shared/protocol/placement';
import type { WhatIfCourse } from '@lookout/shared/protocol/placements';
import { isSamePlace } from '../decide/situation-of.ts';

interface Step {
  readonly forMs: number;
  readonly load: Load;
}

/** Adds up how a course of choices fares. */
export class Course {
  private readonly time = new Map<string, Placed & { ms: number }>();
  private switches = 0;
  private missedMs = 0;
  private hotMs = 0;
  private before: Placed | null = null;

  constructor(
    private readonly policy: Pick<PlacementPolicy, 'leaveHeadroomC'>,
    private readonly deadlineUs: number | null,
  ) {}

  run(placed: Placed, predicted: readonly Predicted[], { forMs, load }: Step): void {
    const key = `${placed.variant}/${placed.provider}`;
    const entry = this.time.get(key) ?? { ...placed, ms: 0 };
    this.time.set(key, { ...entry, ms: entry.ms + forMs });
    if (this.before !== null && !isSamePlace(this.before, placed)) this.switches += 1;
    this.before = placed;
    const p95Us = predicted.find((one) => isSamePlace(one, placed))?.p95Us ?? null;
    if (p95Us !== null && this.deadlineUs !== null && p95Us > this.deadlineUs)
      this.missedMs += forMs;
    const isHot = load.headroomC !== null && load.headroomC < this.policy.leaveHeadroomC;
    if (isHot && processorOf(placed.provider) === 'gpu') this.hotMs += forMs;
  }

  get result(): WhatIfCourse {
    const { switches, missedMs, hotMs } = this;
    return { time: longestFirst(this.time.values()), switches, missedMs, hotMs };
  }
}

const longestFirst = (entries: Iterable<WhatIfCourse['time'][number]>): WhatIfCourse['time'] =>
  [...entries].sort((a, b) => b.ms - a.ms);

export function sumOf(courses: readonly WhatIfCourse[]): WhatIfCourse {
  const time = new Map<string, WhatIfCourse['time'][number]>();
  for (const entry of courses.flatMap((course) => course.time)) {
    const key = `${entry.variant}/${entry.provider}`;
    time.set(key, { ...entry, ms: entry.ms + (time.get(key)?.ms ?? 0) });
  }
  const total = (of: (course: WhatIfCourse) => number) =>
    courses.reduce((sum, course) => sum + of(course), 0);
  return {
    time: longestFirst(time.values()),
    switches: total(({ switches }) => switches),
    missedMs: total(({ missedMs }) => missedMs),
    hotMs: total(({ hotMs }) => hotMs),
  };
}
