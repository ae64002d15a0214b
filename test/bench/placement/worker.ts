import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { dayOf } from './day.ts';
import { deviceOf } from './device.ts';
import { liveThrough, type Outcome } from './live-through.ts';
import { oracle } from './oracle.ts';
import { alwaysCpu, alwaysGpu, chosen, threshold } from './rules.ts';

export const ruleNames = [
  'always CPU',
  'always GPU',
  'threshold',
  'chooseVariant',
  'oracle',
] as const;
export type RuleName = (typeof ruleNames)[number];

export interface Task {
  readonly seeds: readonly number[];
}

/** What became of one device, under each rule on the same day. */
export interface Lived {
  readonly seed: number;
  readonly net: string;
  readonly vision: string;
  readonly burst: string;
  readonly place: string;
  /** Whether its board has a power meter. */
  readonly isMetered: boolean;
  readonly outcomes: Readonly<Record<RuleName, Outcome>>;
}
export type Answer = readonly Lived[];

function live(seed: number): Lived {
  const device = deviceOf(seed);
  const day = dayOf(device);
  const policy = PlacementPolicy.parse({});
  const { net, vision, burst, place } = device;
  return {
    ...{ seed, net: net.name, vision: vision.name, burst: burst.name, place: place.name },
    isMetered: device.profiles.every(({ windowMillijoules }) => windowMillijoules !== null),
    outcomes: {
      'always CPU': liveThrough(device, day, alwaysCpu()),
      'always GPU': liveThrough(device, day, alwaysGpu()),
      threshold: liveThrough(device, day, threshold(policy)),
      chooseVariant: liveThrough(device, day, chosen(device, policy)),
      oracle: oracle(device, day),
    },
  };
}

process.on('message', ({ seeds }: Task) => {
  process.send?.(seeds.map(live) satisfies Answer);
});

// Nobody is left to be answered.
process.on('disconnect', () => process.exit());
