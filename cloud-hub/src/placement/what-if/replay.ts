import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import {
  noMemory,
  type Placed,
  type PlacementMemory,
  type Predicted,
} from '@lookout/shared/placement/placement';
import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import {
  type PlacementChoice,
  type PlacementPolicy,
  processorOf,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { WhatIfStream } from '@lookout/shared/protocol/placements';
import { deadlineUs } from '../decide/policy-chain.ts';
import { isSamePlace, placedOf } from '../decide/situation-of.ts';
import type { LoadColumns } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';
import { Course } from './course.ts';

/** As short as the usual wait before the GPU is left; a stored half minute is decided on twice. */
const stepMs = 15_000;
const shownSwitches = 100;

export interface ReplayedStream {
  readonly device: string;
  readonly stream: string;
  readonly strideMs: number;
  readonly cpuCount: number;
  /** As they are known today: what was measured then is not kept. */
  readonly profiles: readonly VariantProfile[];
}

/** What the policy would have chosen over the stored load, against what ran. */
export function replay(
  asked: ReplayedStream,
  policy: PlacementPolicy,
  samples: LoadColumns,
): WhatIfStream {
  const { device, stream, strideMs, profiles } = asked;
  const limitUs = deadlineUs(policy, strideMs);
  const [was, would] = [new Course(policy, limitUs), new Course(policy, limitUs)];
  const switches: WhatIfStream['switches'] = [];
  let running: Placed | null = null;
  let last: PlacementChoice | null = null;
  let memory: PlacementMemory = noMemory;
  let coveredMs = 0;
  samples.at.forEach((at, i) => {
    const stored = loadAt(samples, i, at);
    const ran = ranAt(stored, stream);
    running ??= ran;
    const forMs = Math.min(slotMs, (samples.at[i + 1] ?? at + slotMs) - at);
    coveredMs += forMs;
    for (let done = 0; done < forMs; done += stepMs) {
      const now = at + done;
      const load = asIfRunning(stored, now, ran, running, asked);
      const decision = chooseVariant({ ...asked, now, load, running }, policy, memory);
      memory = decision.memory;
      last = decision.choice;
      if (!isSamePlace(running, last) && switches.length < shownSwitches)
        switches.push({ at: now, from: running, choice: last });
      running = placedOf(last);
      const step = { forMs: Math.min(stepMs, forMs - done), load };
      const { predicted } = decision;
      would.run(running, predicted, step);
      if (ran !== null) was.run(ran, withUnmeasured(predicted, ran, profiles), step);
    }
  });
  const courses = { was: was.result, would: would.result };
  return { device, stream, coveredMs, ...courses, switches, last };
}

/** What ran may not be a candidate any more: it counts with what its profile says, if there is one. */
function withUnmeasured(
  predicted: readonly Predicted[],
  ran: Placed,
  profiles: readonly VariantProfile[],
): readonly Predicted[] {
  if (predicted.some((one) => isSamePlace(one, ran))) return predicted;
  const p95Us = profiles.find((one) => isSamePlace(one, ran))?.p95Us ?? null;
  if (p95Us === null) return predicted;
  return [...predicted, { ...ran, p95Us, idleP95Us: p95Us, stretch: 1, correction: 1 }];
}

function ranAt({ streams }: Load, stream: string): Placed | null {
  const own = streams.find((one) => one.stream === stream);
  if (own === undefined || own.variant === null || own.provider === null) return null;
  return { variant: own.variant, provider: own.provider };
}

const nothingWaits = { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null };

function loadAt({ columns }: LoadColumns, i: number, at: number): Load {
  const figures = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values[i] ?? null]),
  ) as Partial<Load>;
  return {
    ...unknownMachine,
    ...{ cpuPercent: null, memoryUsedBytes: null, memoryTotalBytes: null, temperatureC: null },
    ...{ diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null, outbox: nothingWaits },
    ...figures,
    streams: columns.streams[i] ?? [],
    at,
  };
}

/**
 * The GPU's stored load holds what the stream itself did there; had it run elsewhere, that would be gone. What
 * was observed of the stream stays only where it runs the same.
 */
function asIfRunning(
  load: Load,
  now: number,
  ran: Placed | null,
  running: Placed | null,
  asked: ReplayedStream,
): Load {
  if (load.gpuPercent === null) return { ...load, at: now };
  const own = (placed: Placed | null) => ownGpuPercent(placed, asked);
  const gpuPercent = Math.min(100, Math.max(0, load.gpuPercent - own(ran) + own(running)));
  return { ...load, at: now, gpuPercent };
}

function ownGpuPercent(placed: Placed | null, { profiles, strideMs }: ReplayedStream): number {
  if (placed === null || processorOf(placed.provider) === 'cpu') return 0;
  const p50Us = profiles.find((one) => isSamePlace(one, placed))?.p50Us ?? 0;
  return Math.min(100, (100 * p50Us) / (strideMs * 1000));
}
