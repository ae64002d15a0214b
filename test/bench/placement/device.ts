import { notMetered, type VariantProfile } from '@lookout/shared/protocol/placement';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import {
  type BurstKind,
  bursts,
  type NetKind,
  nets,
  type PlaceKind,
  places,
  type Range,
  type VisionKind,
  visions,
  watts,
} from './kinds.ts';

/** One simulated device, as it truly is. */
export interface SimulatedDevice {
  readonly seed: number;
  readonly net: NetKind;
  readonly vision: VisionKind;
  readonly burst: BurstKind;
  readonly place: PlaceKind;
  readonly strideMs: number;
  readonly deadlineMs: number;
  readonly cores: number;
  /** Median of a run on the idle machine. */
  readonly cpuMs: number;
  readonly gpuMs: number;
  /** Of the lognormal of its runs. */
  readonly spread: number;
  /** What others' frames hold the GPU for at a time. */
  readonly kernelMs: number;
  readonly resistance: number;
  readonly thermalSeconds: number;
  readonly meanC: number;
  readonly swingC: number;
  readonly throttleC: number;
  readonly tellsGpu: boolean;
  readonly profiles: readonly VariantProfile[];
}

export const cpu = { variant: 'cpu-int8', provider: 'cpu' } as const;
export const gpu = { variant: 'gpu-fp16', provider: 'cuda' } as const;

export const within = (random: Random, [low, high]: Range): number =>
  low + (high - low) * random.uniform();
const evenly = (random: Random, [low, high]: Range): number =>
  low * (high / low) ** random.uniform();

function drawn<Kind extends { readonly share: number }>(
  random: Random,
  kinds: readonly Kind[],
): Kind {
  let left = random.uniform();
  for (const kind of kinds) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  const last = kinds.at(-1);
  if (last === undefined) throw new RangeError('there is no kind to draw');
  return last;
}

/** The same seed is the same device. */
export function deviceOf(seed: number): SimulatedDevice {
  const random = new Random(mixSeed(seed, 1));
  const [net, vision, burst, place] = [
    drawn(random, nets),
    drawn(random, visions),
    drawn(random, bursts),
    drawn(random, places),
  ];
  const strideMs = net.strideMs[Math.floor(random.uniform() * net.strideMs.length)] ?? 1_000;
  const deadlineMs = strideMs / 2;
  const spread = within(random, [0.08, 0.2]);
  const cpuMs = (evenly(random, net.cpuOfDeadline) * deadlineMs) / Math.exp(1.645 * spread);
  const gpuMs = cpuMs / within(random, net.gpuSpeedUp);
  return {
    ...{ seed, net, vision, burst, place, strideMs, deadlineMs, spread, cpuMs, gpuMs },
    cores: [4, 6, 8][Math.floor(random.uniform() * 3)] ?? 4,
    kernelMs: evenly(random, [3, 25]),
    resistance: within(random, place.resistance),
    thermalSeconds: within(random, [200, 600]),
    meanC: within(random, place.meanC),
    swingC: within(random, place.swingC),
    throttleC: within(random, [85, 97]),
    tellsGpu: random.uniform() >= 0.03,
    profiles: metered(seed, [
      profile(random, cpu, cpuMs, spread),
      profile(random, gpu, gpuMs, spread),
    ]),
  };
}

/** Boards that have no power meter; and what those that have one are wrong by: a factor's logarithm, and mW. */
const unmeteredShare = 0.2;
const meterError = { factor: 0.1, milliwatts: 60 } as const;
/** Between two runs of a profile. */
const pauseMs = 20;

/** What the board's meter tells while it is idle: nothing loaded, loaded, and at work. */
function metered(seed: number, profiles: readonly VariantProfile[]): VariantProfile[] {
  const random = new Random(mixSeed(seed, 4));
  if (random.uniform() < unmeteredShare) return [...profiles];
  const error = () => meterError.milliwatts * random.normal();
  return profiles.map((one) => {
    const isGpu = one.provider !== cpu.provider;
    const ms = (one.p50Us ?? 0) / 1000;
    const factor = Math.exp(meterError.factor * random.normal());
    const millijoules = ms * (isGpu ? watts.gpu : watts.cpuCore) * factor;
    return {
      ...one,
      windowMillijoules: Math.max(0, millijoules + (error() * (ms + pauseMs)) / 1000),
      awakeMilliwatts: Math.max(0, (isGpu ? 1000 * watts.gpuAwake : 0) + error()),
    };
  });
}

/** As the device would have measured it: a few percent off. */
function profile(
  random: Random,
  placed: typeof cpu | typeof gpu,
  medianMs: number,
  spread: number,
): VariantProfile {
  const p50Us = medianMs * 1000 * Math.exp(0.05 * random.normal());
  return {
    ...{ ...placed, bundle: '0'.repeat(64), measuredAt: 0, idle: true, firstRunUs: 1e6 },
    ...{ p50Us, p95Us: p50Us * Math.exp(1.645 * spread), peakMemoryBytes: 150_000_000 },
    ...{ usable: 'yes', detail: '', auroc: null },
    ...notMetered,
  };
}
