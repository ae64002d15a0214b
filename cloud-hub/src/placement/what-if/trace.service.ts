import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Problem } from '../../http/problem.ts';
import { LoadRepository } from '../load/load.repository.ts';
import { assetKey } from '../placement-row.ts';
import { hourMs } from '../whole-hours.ts';
import { partsOf, type ReplayedStream } from './parts-of.ts';
import { type InScope, RecordedStreams } from './recorded-streams.ts';
import { traceLines } from './trace-lines.ts';

export interface Trace {
  readonly device: string;
  readonly stream: string;
  /** When its first half minute began. */
  readonly from: number;
  /** Half minutes. */
  readonly samples: number;
  readonly lines: Iterable<string>;
}

/** The stored load of one stream's device, to be replayed elsewhere. */
@Injectable()
export class TraceService {
  constructor(
    private readonly recorded: RecordedStreams,
    private readonly samples: LoadRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /**
   * @param name of the stream; null: the only one that the device has
   * @throws Problem 404 notFound, 409 noTrace, 400 badRequest where there are several
   */
  async of(device: string, name: string | null, hours: number): Promise<Trace> {
    const to = this.now();
    const from = Math.round(to - hours * hourMs);
    const scope =
      name === null
        ? ({ kind: 'device', device } as const)
        : ({ kind: 'stream', device, stream: name } as const);
    const found = theOne(device, name, await this.recorded.inScope(scope));
    const { stream } = found;
    const [load = null] = await this.samples.columnsOf([device], from, to);
    const kept = await this.recorded.profilesOf([device], from, to);
    const parts = load === null ? [] : partsOf(found, load, kept.get(assetKey(found)) ?? []);
    if (load === null || parts.length === 0)
      throw noTrace(
        `No load of ${device} is stored of the last ${hours} h.`,
        'Ask for more hours, or wait: a sample is kept every half minute.',
      );
    const samples = parts.reduce((sum, { begin, end }) => sum + end - begin, 0);
    const begunAt = load.at[parts[0]?.begin ?? 0] ?? from;
    const lines = traceLines(device, load, parts);
    return { device, stream, from: begunAt, samples, lines };
  }
}

function theOne(device: string, name: string | null, { streams, left }: InScope): ReplayedStream {
  const [first, ...others] = streams;
  if (first !== undefined && others.length === 0) return first;
  const names = streams.map(({ stream }) => stream);
  if (first !== undefined)
    throw new Problem(
      400,
      'badRequest',
      `${device} has several streams: ${names.join(', ')}.`,
      'Say which one.',
    );
  const [reason] = left;
  if (reason === undefined)
    throw Problem.notFound(name === null ? `device ${device}` : `stream ${name} on ${device}`);
  throw noTrace(`Nothing of ${device} / ${reason.stream} can be replayed: ${reason.reason}.`, null);
}

const noTrace = (message: string, remedy: string | null): Problem =>
  new Problem(409, 'noTrace', message, remedy);
