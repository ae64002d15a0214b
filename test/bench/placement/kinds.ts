// What the simulated fleet is made of. Shares of each list sum to 1; ranges are uniform unless said.

/** [low, high] */
export type Range = readonly [number, number];

/** A detector's network: p95 on the idle CPU as a share of the deadline, drawn evenly in the logarithm. */
export interface NetKind {
  readonly name: string;
  readonly share: number;
  readonly cpuOfDeadline: Range;
  /** How many times faster the idle GPU is. */
  readonly gpuSpeedUp: Range;
  readonly strideMs: readonly number[];
}

export const nets: readonly NetKind[] = [
  {
    ...{ name: 'tiny', share: 0.3, cpuOfDeadline: [0.0005, 0.02], gpuSpeedUp: [0.3, 1.2] },
    strideMs: [100, 1_000],
  },
  {
    ...{ name: 'light', share: 0.2, cpuOfDeadline: [0.05, 0.15], gpuSpeedUp: [2, 6] },
    strideMs: [200, 1_000],
  },
  {
    ...{ name: 'medium', share: 0.25, cpuOfDeadline: [0.25, 0.6], gpuSpeedUp: [6, 15] },
    strideMs: [500, 1_000],
  },
  {
    ...{ name: 'heavy', share: 0.25, cpuOfDeadline: [0.8, 2.5], gpuSpeedUp: [10, 25] },
    strideMs: [500, 1_000],
  },
];

/** What the machine's owner runs on the GPU: a base, and spells on top of it. Shares of the whole GPU. */
export interface VisionKind {
  readonly name: string;
  readonly share: number;
  readonly base: Range;
  readonly spell: Range;
  /** Between the beginnings of two spells, on average; they come at random (exponential). */
  readonly everyMinutes: Range;
  /** How long one lasts, exponential, on average. */
  readonly lastsMinutes: Range;
  /** Only in these hours. */
  readonly hours: Range;
}

const always: Range = [0, 24];
export const visions: readonly VisionKind[] = [
  {
    ...{ name: 'none', share: 0.2, base: [0, 0], spell: [0, 0], hours: always },
    ...{ everyMinutes: [1e9, 1e9], lastsMinutes: [1, 1] },
  },
  {
    ...{ name: 'shift', share: 0.25, base: [0.4, 0.75], spell: [0.1, 0.3], hours: [6, 18] },
    ...{ everyMinutes: [60, 240], lastsMinutes: [5, 30] },
  },
  {
    ...{ name: 'events', share: 0.3, base: [0.15, 0.4], spell: [0.5, 0.8], hours: always },
    ...{ everyMinutes: [15, 120], lastsMinutes: [1, 15] },
  },
  {
    ...{ name: 'batch', share: 0.15, base: [0.02, 0.1], spell: [0.85, 0.98], hours: always },
    ...{ everyMinutes: [300, 700], lastsMinutes: [20, 60] },
  },
  {
    ...{ name: 'flicker', share: 0.1, base: [0.3, 0.5], spell: [0.4, 0.55], hours: always },
    ...{ everyMinutes: [0.8, 2], lastsMinutes: [0.2, 0.6] },
  },
];

/** What else the CPUs do. */
export interface BurstKind {
  readonly name: string;
  readonly share: number;
  readonly base: Range;
  readonly burst: Range;
  readonly everyMinutes: Range;
  readonly lastsMinutes: Range;
  /** Waiting threads per core while it lasts. */
  readonly queue: Range;
}

export const bursts: readonly BurstKind[] = [
  {
    ...{ name: 'calm', share: 0.4, base: [0.05, 0.25], burst: [0.2, 0.3] },
    ...{ everyMinutes: [30, 120], lastsMinutes: [0.5, 2], queue: [0.5, 1] },
  },
  {
    ...{ name: 'cron', share: 0.4, base: [0.1, 0.3], burst: [0.4, 0.7] },
    ...{ everyMinutes: [10, 60], lastsMinutes: [0.5, 3], queue: [0.5, 2] },
  },
  {
    ...{ name: 'builds', share: 0.2, base: [0.1, 0.3], burst: [0.7, 0.9] },
    ...{ everyMinutes: [400, 900], lastsMinutes: [20, 60], queue: [1, 3] },
  },
];

/** Where it stands: mean temperature, half of the day's swing, and how badly heat gets out (°C a watt). */
export interface PlaceKind {
  readonly name: string;
  readonly share: number;
  readonly meanC: Range;
  readonly swingC: Range;
  readonly resistance: Range;
}

export const places: readonly PlaceKind[] = [
  { name: 'room', share: 0.6, meanC: [18, 26], swingC: [1, 4], resistance: [2.5, 3.5] },
  { name: 'warm box', share: 0.3, meanC: [26, 36], swingC: [3, 8], resistance: [3.5, 4.5] },
  { name: 'hot box', share: 0.1, meanC: [34, 44], swingC: [5, 10], resistance: [4, 5] },
];

/** What a cost is made of, in missed deadlines. */
export const costs = {
  /** Loading, warming and running both: as bad as so many missed windows. */
  perSwitch: 5,
  joulesPerMiss: 100,
} as const;

export const stepMs = 5_000;
export const dayMs = 86_400_000;
/** From a choice to the new variant's first window. */
export const followSteps = 2;

/** Of the board: idle, for one busy core, for a GPU wholly at work, and for one that is only kept awake. */
export const watts = { base: 3, cpuCore: 1.1, gpu: 7.5, gpuAwake: 0.6 } as const;
