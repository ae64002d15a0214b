import { setImmediate as breathe } from 'node:timers/promises';
import type {
  WhatIfReport,
  WhatIfRequest,
  WhatIfStream,
} from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import type { PlacementStanding } from '../../device/placement-standing.ts';
import { StreamPlacements } from '../../device/stream-placements.ts';
import { Problem } from '../../http/problem.ts';
import { isIn } from '../decide/policy-chain.ts';
import { committedRelease, situationOf, stateOf } from '../decide/situation-of.ts';
import { LoadRepository } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';
import { PlacementRepository } from '../placement.repository.ts';
import { refuseContradictions } from '../policy/contradictions.ts';
import { ReleaseContents } from '../release-contents.ts';
import { hourMs } from '../whole-hours.ts';
import { sumOf } from './course.ts';
import { Replay, type ReplayedStream } from './replay.ts';

/** A day of 200 devices; replayed in some ten seconds. */
const mostSamples = 600_000;
const devicesAtOnce = 20;
/** The hub has other work: some milliseconds at a time. */
const samplesAtOnce = 240;
const mostLeft = 200;
/** Questions that wait for others; whoever asks is not patient for much longer. */
const mostWaiting = 4;

type Left = WhatIfReport['left'];

/** What another policy would have chosen. */
@Injectable()
export class WhatIfService {
  /** One after the other: each takes a core for seconds. */
  private line: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly placements: PlacementRepository,
    private readonly streams: StreamPlacements,
    private readonly samples: LoadRepository,
    private readonly contents: ReleaseContents,
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
    const left: Left = [];
    const replayable = await this.replayable(scope, left);
    const drawn = evenly(
      replayable,
      Math.max(1, Math.floor(mostSamples / ((hours * hourMs) / slotMs))),
    );
    const streams: WhatIfStream[] = [];
    let samples = 0;
    for (let at = 0; at < drawn.length; at += devicesAtOnce) {
      const part = drawn.slice(at, at + devicesAtOnce);
      const devices = [...new Set(part.map(({ device }) => device))];
      const loads = await this.samples.columnsOf(devices, from, to);
      const loadOf = new Map(loads.map((load) => [load.device, load]));
      for (const stream of part) {
        const load = loadOf.get(stream.device);
        if (load === undefined) left.push({ ...keyOf(stream), reason: 'no load is stored of it' });
        else {
          const run = new Replay(stream, policy, load);
          while (run.advance(samplesAtOnce)) await breathe();
          streams.push(run.result);
          samples += load.at.length;
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

  private async replayable(scope: WhatIfRequest['scope'], left: Left): Promise<ReplayedStream[]> {
    const all = await this.placements.inTransaction((tx) => this.streams.standings(tx, null));
    const inScope = all.filter((standing) => isIn(scope, standing));
    await this.contents.load(inScope.flatMap((standing) => committedRelease(standing) ?? []));
    return inScope.flatMap((standing) => {
      const release = committedRelease(standing);
      const content = release === null ? null : this.contents.known(release);
      const situation = situationOf(standing, content?.variants ?? null, null, 0);
      if (situation === null) left.push({ ...keyOf(standing), reason: whyNot(standing) });
      if (situation === null) return [];
      const { strideMs, cpuCount, profiles } = situation;
      return [{ ...keyOf(standing), strideMs, cpuCount, profiles }];
    });
  }
}

const keyOf = ({ device, stream }: { device: string; stream: string }) => ({ device, stream });

function whyNot(standing: PlacementStanding): string {
  switch (stateOf(standing)) {
    case 'unsupported':
      return 'its agent knows of no placement';
    case 'installing':
      return 'a release is on its way to it';
    case 'unprofiled':
      return 'the variants of its release were not measured yet';
    case 'placed':
      return 'there is nothing to choose from, or its stride is not known yet';
  }
}

/** So many of them, spread over the whole list. */
function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, i) => items[Math.floor((i * items.length) / most)],
  ).filter((item) => item !== undefined);
}
