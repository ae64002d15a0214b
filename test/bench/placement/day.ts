import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { type SimulatedDevice, within } from './device.ts';
import { dayMs, type Range, stepMs } from './kinds.ts';

export const steps = dayMs / stepMs;

/** What happens to a device in a day whatever it runs, step by step. */
export interface Day {
  /** Demand of others, shares of 0 to 1. */
  readonly gpu: Float32Array;
  readonly cpu: Float32Array;
  /** Waiting threads per core beyond what runs. */
  readonly queue: Float32Array;
  readonly ambientC: Float32Array;
  /** Factors on the latency that no model explains. */
  readonly cpuNoise: Float32Array;
  readonly gpuNoise: Float32Array;
}

export function dayOf(device: SimulatedDevice): Day {
  const random = new Random(mixSeed(device.seed, 2));
  const { vision, burst } = device;
  const gpu = spells(random, vision.base, vision.spell, vision.everyMinutes, vision.lastsMinutes);
  const [from, to] = vision.hours;
  const cpu = spells(random, burst.base, burst.burst, burst.everyMinutes, burst.lastsMinutes);
  const queueWithin = within(random, burst.queue);
  const phase = random.uniform();
  const day = {
    gpu: gpu.map((share, i) => (inHours(i, from, to) ? Math.min(1, share) : 0)),
    cpu: cpu.map((share) => Math.min(1, share)),
    queue: cpu.map((share) => Math.max(0, share - 0.5) * 2 * queueWithin),
    ambientC: new Float32Array(steps).map(
      (_, i) => device.meanC + device.swingC * Math.sin(2 * Math.PI * (i / steps + phase)),
    ),
  };
  return { ...day, cpuNoise: wander(random, 0.06), gpuNoise: wander(random, 0.1) };
}

const inHours = (step: number, from: number, to: number): boolean => {
  const hour = (step * 24) / steps;
  return hour >= from && hour < to;
};

/** A base that wanders a little, and spells of exponential distance and length on top. */
function spells(
  random: Random,
  base: Range,
  height: Range,
  everyMinutes: Range,
  lastsMinutes: Range,
): Float32Array {
  const level = within(random, base);
  const [every, lasts] = [within(random, everyMinutes), within(random, lastsMinutes)];
  const perMinute = 60_000 / stepMs;
  const wait = (minutes: number) =>
    Math.max(1, -Math.log(1 - random.uniform()) * minutes * perMinute);
  const wandering = wander(random, 0.15);
  const out = new Float32Array(steps).map((_, i) => level * (wandering[i] ?? 1));
  for (let at = wait(every); at < steps; at += wait(every)) {
    const end = Math.min(steps, at + wait(lasts));
    const more = within(random, height);
    for (let i = Math.floor(at); i < end; i++) out[i] = Math.max(out[i] ?? 0, level + more);
  }
  return out;
}

/** Lognormal around 1, with a memory of five minutes. */
function wander(random: Random, deviation: number): Float32Array {
  const keep = Math.exp(-stepMs / 300_000);
  const fresh = deviation * Math.sqrt(1 - keep * keep);
  let log = deviation * random.normal();
  return new Float32Array(steps).map(() => {
    log = keep * log + fresh * random.normal();
    return Math.exp(log);
  });
}
