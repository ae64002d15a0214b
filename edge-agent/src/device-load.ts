import type { Load } from '@lookout/shared/protocol/load';
import type { Verdict } from './detect/scored-window.ts';
import { LoadSampler, type LoadSamplerOptions } from './load/load-sampler.ts';
import { LatencyWindow } from './load/percentiles.ts';
import { StreamLatency } from './load/stream-latency.ts';
import type { ReadyBundle } from './stream-setup.ts';

const readEveryMs = 1_000;
/** No divisor of what programs repeat themselves by. */
const lookEveryMs = 167;

/** The machine and how the detectors keep up on it, for one load sample. */
export class DeviceLoad {
  private readonly sampler: LoadSampler;
  private readonly latencies = new LatencyWindow();
  private readonly streams: ReadonlyMap<string, StreamLatency>;
  private timers: readonly NodeJS.Timeout[] = [];

  constructor(
    private readonly options: LoadSamplerOptions,
    streams: readonly string[],
    /** What a release calls a bundle; null: it is of none. */
    private readonly variantName: (stream: string, bundle: string) => string | null,
  ) {
    this.sampler = new LoadSampler(options);
    this.streams = new Map(streams.map((stream) => [stream, new StreamLatency()]));
  }

  start(): void {
    this.sampler.read();
    this.timers = [
      setInterval(() => this.sampler.read(), readEveryMs),
      setInterval(() => this.sampler.look(), lookEveryMs),
    ];
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.sampler.stop();
  }

  /** @param arrivedMs when the window's last row came, on the clock of `nowMs` */
  answered(
    stream: string,
    { bundle, provider }: ReadyBundle,
    verdict: Verdict | null,
    arrivedMs: number,
  ): void {
    if (verdict?.kind !== 'scored') return;
    const { latencyUs } = verdict.score;
    const variant = this.variantName(stream, bundle.digest) ?? bundle.manifest.variant;
    const atMs = this.options.nowMs();
    this.latencies.add(latencyUs);
    this.streams
      .get(stream)
      ?.add(
        { variant, provider: provider.provider },
        { atMs, latencyUs, lagUs: Math.max(0, 1000 * (atMs - arrivedMs)) },
      );
  }

  sample(at: number, outbox: Load['outbox']): Load {
    const nowMs = this.options.nowMs();
    return {
      ...{ at, outbox, ...this.sampler.sample() },
      inferenceP50Us: this.latencies.percentile(0.5),
      inferenceP95Us: this.latencies.percentile(0.95),
      streams: [...this.streams].map(([stream, latency]) => ({ stream, ...latency.load(nowMs) })),
    };
  }
}
