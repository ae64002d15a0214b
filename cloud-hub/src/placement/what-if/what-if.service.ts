import { setImmediate as breathe } from 'node:timers/promises';
import type {
  WhatIfReport,
  WhatIfRequest,
  WhatIfStream,
} from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Problem } from '../../http/problem.ts';
import { type LoadColumns, LoadRepository } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';
import { assetKey } from '../placement-row.ts';
import { refuseContradictions } from '../policy/contradictions.ts';
import { hourMs } from '../whole-hours.ts';
import { sumOf } from './course.ts';
import { type ProfilesThen, partsOf, type ReplayedStream } from './parts-of.ts';
import { RecordedStreams } from './recorded-streams.ts';
import { WhatIfReplay } from './replay.ts';

/** A day of 200 devices; replayed in some ten seconds. */
const mostSamples = 600_000;
const devicesAtOnce = 20;
/** The hub has other work: some milliseconds at a time. */
const samplesAtOnce = 240;
const mostLeft = 200;
/** Questions that wait for others; whoever asks is not patient for much longer. */
const mostWaiting = 4;

type Left = WhatIfReport['left'];

/** What another policy would have chosen, with the profiles that were in force then. */
@Injectable()
export class WhatIfService {
  /** One after the other: each takes a core for seconds. */
  private line: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly recorded: RecordedStreams,
    private readonly samples: LoadRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws Problem 400 badPolicy, 429 busy */
  async ask(request: WhatIfRequest): Promise<WhatIfReport> {
    refuseContradictions(request.policy);
    if (this.waiting > mostWaiting)
      throw new Problem(429, 'busy', 'Others wait for such an answer.', 'Ask again in a minute.');
    this.waiting += 1;
    const answer = this.line.then(() => this.answer(request));
    this.line = answer.catch(() => undefined);
    try {
      return await answer;
    } finally {
      this.waiting -= 1;
    }
  }

  private async answer({ policy, scope, hours }: WhatIfRequest): Promise<WhatIfReport> {
    const to = this.now();
    const from = Math.round(to - hours * hourMs);
    const { streams: replayable, left } = await this.recorded.inScope(scope);
    const most = Math.floor(mostSamples / ((hours * hourMs) / slotMs));
    const drawn = evenly(replayable, Math.max(1, most));
    const streams: WhatIfStream[] = [];
    let samples = 0;
    for (let at = 0; at < drawn.length; at += devicesAtOnce) {
      const part = drawn.slice(at, at + devicesAtOnce);
      for (const [stream, load, kept] of await this.past(part, from, to)) {
        const parts = load === null ? [] : partsOf(stream, load, kept);
        if (load === null || parts.length === 0) left.push(leftOf(stream, load !== null));
        else {
          const run = new WhatIfReplay(stream, policy, load, parts);
          while (run.advance(samplesAtOnce)) await breathe();
          streams.push(run.result);
          samples += parts.reduce((sum, { begin, end }) => sum + end - begin, 0);
        }
      }
    }
    return {
      ...{ from, to, policy, scope, samples, streams, streamsInScope: replayable.length },
      was: sumOf(streams.map(({ was }) => was)),
      would: sumOf(streams.map(({ would }) => would)),
      left: left.slice(0, mostLeft),
      tookMs: this.now() - to,
    };
  }

  /** What is stored of each: its device's load, and what was measured when. */
  private async past(
    streams: readonly ReplayedStream[],
    from: number,
    to: number,
  ): Promise<Past[]> {
    const devices = [...new Set(streams.map(({ device }) => device))];
    const loads = await this.samples.columnsOf(devices, from, to);
    const profiles = await this.recorded.profilesOf(devices, from, to);
    const loadOf = new Map(loads.map((load) => [load.device, load]));
    return streams.map((stream) => [
      ...([stream, loadOf.get(stream.device) ?? null] as const),
      profiles.get(assetKey(stream)) ?? [],
    ]);
  }
}

type Past = readonly [
  stream: ReplayedStream,
  load: LoadColumns | null,
  kept: readonly ProfilesThen[],
];

const leftOf = ({ device, stream }: ReplayedStream, hasLoad: boolean): Left[number] => ({
  ...{ device, stream },
  reason: hasLoad
    ? 'none of its variants was measured while its load was stored'
    : 'no load is stored of it',
});

/** So many of them, spread over the whole list. */
function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, i) => items[Math.floor((i * items.length) / most)],
  ).filter((item) => item !== undefined);
}
