import { asIfRunning } from '@lookout/shared/placement/as-if-running';
import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import { deadlineOf } from '@lookout/shared/placement/evidence';
import {
  type Decision,
  noMemory,
  type Placed,
  type PlacementMemory,
  type Predicted,
} from '@lookout/shared/placement/placement';
import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import type {
  PlacementChoice,
  PlacementPolicy,
  VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { WhatIfStream } from '@lookout/shared/protocol/placements';
import { isSamePlace, placedOf } from '../decide/situation-of.ts';
import type { LoadColumns } from '../load/load.repository.ts';
import { type MeanFigure, slotMs } from '../load/load-slot.ts';
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
export class Replay {
  private readonly was: Course;
  private readonly would: Course;
  private readonly switches: WhatIfStream['switches'] = [];
  private running: Placed | null = null;
  private last: PlacementChoice | null = null;
  private memory: PlacementMemory = noMemory;
  private coveredMs = 0;
  private next = 0;

  constructor(
    private readonly asked: ReplayedStream,
    private readonly policy: PlacementPolicy,
    private readonly samples: LoadColumns,
  ) {
    const limitUs = deadlineOf(policy, asked.strideMs);
    this.was = new Course(policy, limitUs);
    this.would = new Course(policy, limitUs);
  }

  /** Goes on by so many samples. @returns false at the end */
  advance(samples: number): boolean {
    const end = Math.min(this.samples.at.length, this.next + samples);
    for (; this.next < end; this.next += 1) this.live(this.next);
    return end < this.samples.at.length;
  }

  get result(): WhatIfStream {
    const { device, stream } = this.asked;
    const courses = { was: this.was.result, would: this.would.result };
    const { coveredMs, switches, last } = this;
    return { device, stream, coveredMs, ...courses, switches, last };
  }

  private live(i: number): void {
    const at = this.samples.at[i] ?? 0;
    const stored = loadAt(this.samples, i, at);
    const ran = ranAt(stored, this.asked.stream);
    this.running ??= ran;
    const forMs = Math.min(slotMs, (this.samples.at[i + 1] ?? at + slotMs) - at);
    this.coveredMs += forMs;
    for (let done = 0; done < forMs; ) {
      const now = at + done;
      const load = { ...asIfRunning(stored, this.asked, ran, this.running), at: now };
      const { predicted, memory } = this.decide(load, now);
      // Where nothing has begun to last, the same load decides nothing else a moment later.
      const isWaiting = Object.keys(memory.since).length > 0;
      const step = { forMs: isWaiting ? Math.min(stepMs, forMs - done) : forMs - done, load };
      if (this.running !== null) this.would.run(this.running, predicted, step);
      if (ran !== null)
        this.was.run(ran, withUnmeasured(predicted, ran, this.asked.profiles), step);
      done += step.forMs;
    }
  }

  private decide(load: Load, now: number): Decision {
    const { asked, policy, running } = this;
    const decision = chooseVariant({ ...asked, now, load, running }, policy, this.memory);
    const { choice } = decision;
    if (!isSamePlace(running, choice) && this.switches.length < shownSwitches)
      this.switches.push({ at: now, from: running, choice });
    this.memory = decision.memory;
    this.last = choice;
    this.running = placedOf(choice);
    return decision;
  }
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
  const figure = (name: MeanFigure) => columns[name][i] ?? null;
  return {
    ...unknownMachine,
    ...{ cpuPercent: figure('cpuPercent'), otherCpuPercent: figure('otherCpuPercent') },
    ...{ cpuClockRatio: figure('cpuClockRatio'), gpuClockRatio: figure('gpuClockRatio') },
    ...{ gpuPercent: figure('gpuPercent'), temperatureC: figure('temperatureC') },
    cpuPressurePercent: figure('cpuPressurePercent'),
    ...{ cpuFullPercent: figure('cpuFullPercent'), cpuRivals: figure('cpuRivals') },
    ...{ memoryUsedBytes: figure('memoryUsedBytes'), memoryTotalBytes: figure('memoryTotalBytes') },
    gpuMemoryUsedBytes: figure('gpuMemoryUsedBytes'),
    gpuMemoryTotalBytes: figure('gpuMemoryTotalBytes'),
    ...{ headroomC: figure('headroomC'), criticalHeadroomC: figure('criticalHeadroomC') },
    powerMilliwatts: figure('powerMilliwatts'),
    ...{ inferenceP50Us: figure('inferenceP50Us'), inferenceP95Us: figure('inferenceP95Us') },
    cpuOnline: columns.cpuOnline[i] ?? null,
    overCurrentEvents: columns.overCurrentEvents[i] ?? null,
    throttled: columns.throttled[i] ?? null,
    powerMode: columns.powerMode[i] ?? null,
    streams: columns.streams[i] ?? [],
    ...{ at, diskFreeBytes: null, outbox: nothingWaits },
  };
}
