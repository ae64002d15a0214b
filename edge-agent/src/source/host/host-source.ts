import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { HostSourceConfig } from '../../config/schema.ts';
import { nextBeat } from '../beat.ts';
import type { Clock } from '../clock.ts';
import { type PickedChannels, pickChannels } from '../pick-channels.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { type HostSnapshot, hostChannels, hostValues } from './host-channels.ts';
import { readHost } from './host-reader.ts';
import { findThermometers, readThermometer, type Thermometer } from './temperatures.ts';

export interface HostSourceOptions {
  readonly config: HostSourceConfig;
  /** Null: `config.channels`, or all that this machine has. */
  readonly channels: readonly string[] | null;
  readonly periodMs: number;
  readonly clock: Clock;
}

/** Watches the machine that the agent runs on (Linux). `channels` is known once `start` has resolved. */
export class HostSource implements Source {
  readonly kind = 'host';
  readonly faults = [];
  readonly activeFault = null;
  private thermometers: readonly Thermometer[] = [];
  private picked: PickedChannels = { channels: [], columns: [] };
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: HostSourceOptions) {}

  get channels(): readonly ChannelInfo[] {
    return this.picked.channels;
  }

  async start(listener: SourceListener): Promise<void> {
    const { config, clock } = this.options;
    this.thermometers = await findThermometers(config.root);
    const available = [
      ...hostChannels,
      ...this.thermometers.map(({ name }) => ({ name, unit: '°C' })),
    ];
    const wanted = this.options.channels ?? config.channels;
    this.picked = pickChannels('this machine', available, wanted);
    const first = await readHost(config.root, clock.now);
    if (first.cpu === null && first.memoryUsedPercent === null)
      throw new SourceError(
        'noReadings',
        'stopped',
        `no readings under ${config.root}: the host source needs Linux' /proc and /sys (source.root)`,
      );
    this.stopping = new AbortController();
    this.running = this.run(first, listener, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(first: HostSnapshot, listener: SourceListener, signal: AbortSignal) {
    const { config, clock, periodMs } = this.options;
    let before = first;
    let dueMs = first.atMs;
    while (!signal.aborted) {
      dueMs = nextBeat(dueMs, periodMs, clock.now());
      await clock.wait(dueMs - clock.now(), signal);
      if (signal.aborted) return;
      const now = await readHost(config.root, clock.now);
      const temperatures = await Promise.all(this.thermometers.map(readThermometer));
      const row = [...hostValues(before, now), ...temperatures];
      before = now;
      if (signal.aborted) return;
      const values = this.picked.columns.map((column) => row[column] ?? null);
      void listener.onSample({ at: Math.round(now.atMs), sourceAt: null, values });
    }
  }
}
