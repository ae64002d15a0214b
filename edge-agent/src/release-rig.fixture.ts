import { join } from 'node:path';
import { decode } from '@lookout/shared/protocol/codec';
import type { PlacementWish } from '@lookout/shared/protocol/placement';
import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { EventRecord, PhaseRecord } from '@lookout/shared/protocol/records';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import { scratchFolder } from '../../test/support/scratch.ts';
import {
  type ToyBundle,
  type ToyBundleOptions,
  writeToyBundle,
} from '../../test/support/toy-bundle.ts';
import { AgentBench, channels, csvStream, periodMs } from './main.fixture.ts';
import type { Agent, AgentOptions } from './main.ts';
import { ReleaseBench } from './release.fixture.ts';
import { TestBroker } from './uplink/uplink.fixture.ts';

export const calm = (rows: number): number[] => Array(rows).fill(0);

const swift = { policy: { onDelayMs: 0, offDelayMs: 0, adaptive: false, commissioning: false } };
const firstRowAt = Date.UTC(2026, 0, 1);

/** A real agent and a real broker, on which a hub speaks that says what a test makes it say. */
export class ReleaseRig implements AsyncDisposable {
  readonly bench: AgentBench;
  readonly releases: ReleaseBench;
  private generation = 0;

  private constructor(
    private readonly scratch: Awaited<ReturnType<typeof scratchFolder>>,
    readonly broker: TestBroker,
  ) {
    this.bench = new AgentBench(scratch.path, broker.url);
    this.releases = new ReleaseBench(scratch.path);
  }

  static async start(): Promise<ReleaseRig> {
    const broker = await new TestBroker().start();
    broker.acknowledges = true;
    return new ReleaseRig(await scratchFolder(), broker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench.dispose();
    await this.broker.stop();
    await this.scratch[Symbol.asyncDispose]();
  }

  path(...parts: string[]): string {
    return join(this.scratch.path, ...parts);
  }

  /** A bundle that the hub offers. */
  published(name: string, more: Partial<ToyBundleOptions> = {}): ToyBundle {
    const options = { channels, windowLength: 4, periodMs, name, ...more };
    const bundle = writeToyBundle(this.path(name), options);
    this.releases.publish(bundle);
    return bundle;
  }

  run(
    rows: readonly number[] = calm(900),
    more: Partial<AgentOptions> & { readonly stream?: object; readonly runtime?: object } = {},
  ): Promise<Agent> {
    const { stream, runtime, ...options } = more;
    const file = this.bench.recording('rows', rows);
    const streams = [csvStream('press', file, { ...swift, ...stream })];
    return this.bench.run(streams, { releases: this.releases.parts, ...options }, {}, runtime);
  }

  desire(release?: ReleaseWish, placement?: PlacementWish): Promise<void> {
    this.generation += 1;
    const press = {
      policy: null,
      ...(release === undefined ? {} : { release }),
      ...(placement === undefined ? {} : { placement }),
    };
    return this.broker.publish('desired', { generation: this.generation, streams: { press } });
  }

  /** The stream's report, now or to come. */
  async reported(fits: (stream: StreamReport) => boolean): Promise<StreamReport> {
    const { message } = await this.broker.message('reported', ({ streams }) => streams.some(fits));
    const found = message.streams.find(fits);
    if (found === undefined) throw new Error('the message has the stream');
    return found;
  }

  /** @returns the digest of the bundle that scores */
  async scoring(): Promise<string> {
    const { modelDigest } = await this.reported(({ phase }) => phase === 'scoring');
    return modelDigest ?? '';
  }

  async phase(
    sequence: number,
    phase: ReleaseReport['phase'],
  ): Promise<StreamReport & { release: ReleaseReport }> {
    const stream = await this.reported(
      ({ release }) => release?.sequence === sequence && release.phase === phase,
    );
    const { release } = stream;
    if (release === null) throw new Error('it was asked for');
    return { ...stream, release };
  }

  /** What was reported before is no answer any more. */
  forgetReports(): void {
    const { packets } = this.broker;
    const others = packets.filter(({ topic }) => !topic.endsWith('/reported'));
    packets.splice(0, packets.length, ...others);
  }

  get events(): readonly EventRecord[] {
    const seen = new Map<number, EventRecord>();
    for (const { topic, payload } of this.broker.packets)
      if (topic.endsWith('/events'))
        for (const record of decode('events', Buffer.from(payload)).records as EventRecord[])
          seen.set(record.seq, record);
    return [...seen.values()].sort((a, b) => a.seq - b.seq);
  }

  async event(type: EventRecord['type']): Promise<void> {
    await this.broker.message('events', () => this.events.some((one) => one.type === type));
  }

  /** The phases that records tell, in their order. */
  phases(sequence: number): readonly string[] {
    return this.events
      .filter((one): one is PhaseRecord => one.type === 'phase' && one.sequence === sequence)
      .map((one) => one.phase);
  }

  /** Every row as the hub hears of it, in its order; more than once, if it was scored twice. */
  get rows() {
    const blocks = new Map<number, ScoreBlock>();
    for (const { topic, payload } of this.broker.packets)
      if (topic.endsWith('/scores'))
        for (const block of decode('scores', Buffer.from(payload)).blocks as ScoreBlock[])
          blocks.set(block.seq, block);
    return [...blocks.values()]
      .sort((a, b) => a.seq - b.seq)
      .flatMap(({ sourceAt, score, modelDigest }) =>
        score.map((value, i) => ({
          ...{ row: ((sourceAt?.[i] ?? 0) - firstRowAt) / periodMs, score: value, modelDigest },
        })),
      );
  }

  /** Resolves when a bundle has scored so many rows. */
  async scoredBy(digest: string, least: number): Promise<void> {
    await this.broker.message(
      'scores',
      () =>
        this.rows.filter((row) => row.modelDigest === digest && row.score !== null).length >= least,
    );
  }

  /** Resolves when so many more rows have come; the digest of the bundle that judged the last. */
  async laterJudge(more: number): Promise<string> {
    const before = this.rows.length;
    await this.broker.message('scores', () => this.rows.length >= before + more);
    return this.rows.at(-1)?.modelDigest ?? '';
  }

  /** Rows that came more than once, did not come, or got no score though their window was full. */
  get lost(): readonly number[] {
    const { rows } = this;
    const wrong = rows.filter(({ row, score }, i) => row !== i || (score === null && i >= 3));
    return wrong.map(({ row }) => row);
  }
}
