/** A table that is partitioned by the day of its column `at`, with a default partition `{name}_default`. */
export interface DailyTable {
  readonly name: string;
  /** Any number will do, as long as every hub takes the same. */
  readonly lockKey: number;
}

export const dayMs = 86_400_000;

/** Whole days UTC since 1970. */
export const dayOf = (at: number): number => Math.floor(at / dayMs);

/** `scores_20260131` */
export const partitionName = (table: string, day: number): string =>
  `${table}_${new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`;

/** The day of a partition's name; null for one that is not of a day, such as the default. */
export function partitionDay(name: string): number | null {
  const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return year === undefined ? null : dayOf(Date.parse(`${year}-${month}-${date}T00:00:00Z`));
}

export interface PartitionPlan {
  /** Days that need a partition. */
  readonly create: readonly number[];
  /** Partitions whose whole day is past retention. */
  readonly drop: readonly string[];
  /** Rows of the default partition before this time go too. */
  readonly deleteBefore: number;
}

/**
 * Which daily partitions to make and to drop. Today and some days ahead are always there; of the days that
 * landed in the default partition (replays after a long outage, clocks gone wrong) those within retention
 * get a partition of their own.
 */
export function planPartitions(facts: {
  readonly now: number;
  readonly partitions: readonly string[];
  readonly defaultDays: readonly number[];
  readonly retentionDays: number;
  readonly aheadDays: number;
}): PartitionPlan {
  const today = dayOf(facts.now);
  const oldest = today - facts.retentionDays;
  const present = new Map(facts.partitions.map((name) => [name, partitionDay(name)]));
  const days = new Set(present.values());
  const wanted = Array.from({ length: facts.aheadDays + 1 }, (_, i) => today + i);
  const stray = facts.defaultDays.filter((day) => day >= oldest && day <= today + facts.aheadDays);
  return {
    create: [...new Set([...stray, ...wanted])].filter((d) => !days.has(d)).sort((a, b) => a - b),
    drop: [...present].filter(([, day]) => day !== null && day < oldest).map(([name]) => name),
    deleteBefore: oldest * dayMs,
  };
}
