/** How a run is made; what is left out of the quick one makes it short enough for a test. */
export interface Setting {
  readonly ballastBytes: number;
  /** A cut of so long, every so often; null for none. */
  readonly outage: { readonly everyMs: number; readonly forMs: number } | null;
  /** From the end of one halt to the next. */
  readonly haltEveryMs: number;
  readonly mostHalts: number;
  readonly withinMs: number;
  readonly seed: number;
}

export const wire = { bitsPerSecond: 64_000, delayMs: 300, loss: 0.1, queue: 1_000 } as const;

export const whole: Setting = {
  ...{ ballastBytes: 1_000_000, outage: { everyMs: 120_000, forMs: 30_000 } },
  ...{ haltEveryMs: 15_000, mostHalts: 40, withinMs: 1_800_000, seed: 1 },
};

export const quick: Setting = {
  ...{ ballastBytes: 64_000, outage: null },
  ...{ haltEveryMs: 3_000, mostHalts: 1, withinMs: 120_000, seed: 1 },
};
