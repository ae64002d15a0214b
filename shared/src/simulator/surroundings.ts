import { mixSeed, Random } from './random.ts';

/** What drives a loop from outside, each -1 to 1. */
export interface Surroundings {
  readonly supply: number;
  readonly valve: number;
  readonly speed: number;
  readonly ambient: number;
}

interface Wave {
  readonly weight: number;
  readonly periodS: number;
  readonly phase: number;
}

const weights = [0.5, 0.3, 0.2] as const;

/**
 * Slow variation as a sum of three sines with periods and phases of their own: bounded and without a
 * trend, so that a few hours of it hold all that later hours can bring.
 */
export function surroundingsOf(run: number): (timeS: number) => Surroundings {
  const random = new Random(mixSeed(run, 1));
  const waves = (shortestS: number, longestS: number): Wave[] =>
    weights.map((weight) => ({
      weight,
      periodS: shortestS * (longestS / shortestS) ** random.uniform(),
      phase: 2 * Math.PI * random.uniform(),
    }));
  const supply = waves(60, 600);
  const valve = waves(120, 900);
  const speed = waves(90, 900);
  const ambient = waves(600, 2_400);
  return (timeS) => ({
    supply: at(supply, timeS),
    valve: at(valve, timeS),
    speed: at(speed, timeS),
    ambient: at(ambient, timeS),
  });
}

const at = (waves: readonly Wave[], timeS: number): number =>
  waves.reduce(
    (sum, { weight, periodS, phase }) =>
      sum + weight * Math.sin((2 * Math.PI * timeS) / periodS + phase),
    0,
  );
