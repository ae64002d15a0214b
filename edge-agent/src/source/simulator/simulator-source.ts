import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { type LoopFault, loopFaults, noFaults } from '@lookout/shared/simulator/loop-faults';
import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { buildLoop, settledState, stepLoop } from '@lookout/shared/simulator/water-loop';
import type { SimulatorSourceConfig } from '../../config/schema.ts';
import type { Clock } from '../clock.ts';
import { Pace } from '../pace.ts';
import { type PickedChannels, pickChannels } from '../pick-channels.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';

export interface SimulatorSourceOptions {
  readonly config: SimulatorSourceConfig;
  /** Null: all channels of the loop. */
  readonly channels: readonly string[] | null;
  readonly periodMs: number;
  readonly clock: Clock;
}

interface Injection {
  readonly fault: LoopFault;
  readonly severity: number;
  readonly untilMs: number | null;
}

const rowsPerBreath = 64;

/** A simulated water loop as a live stream, into which faults can be injected. */
export class SimulatorSource implements Source {
  readonly kind = 'simulator';
  readonly faults = loopFaults;
  readonly channels: readonly ChannelInfo[];
  private readonly picked: PickedChannels;
  private injection: Injection | null = null;
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /** @throws SourceError `missingChannel` */
  constructor(private readonly options: SimulatorSourceOptions) {
    this.picked = pickChannels('the simulator', simulatedChannels, options.channels);
    this.channels = this.picked.channels;
  }

  get activeFault(): string | null {
    const until = this.injection?.untilMs ?? null;
    if (until !== null && this.options.clock.now() >= until) this.injection = null;
    return this.injection?.fault ?? null;
  }

  inject(fault: string | null, severity: number, durationMs: number | null): void {
    const known = loopFaults.find((name) => name === fault);
    if (fault !== null && known === undefined)
      throw new SourceError(
        'unknownFault',
        'rejected',
        `no fault "${fault}"; the simulator knows ${loopFaults.join(', ')}`,
      );
    const untilMs = durationMs === null ? null : this.options.clock.now() + durationMs;
    this.injection = known === undefined ? null : { fault: known, severity, untilMs };
  }

  async start(listener: SourceListener): Promise<void> {
    this.stopping = new AbortController();
    this.running = this.run(listener, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(listener: SourceListener, signal: AbortSignal): Promise<void> {
    const { config, clock, periodMs } = this.options;
    // Every start is another stretch of the unit's life, so that a detector never sees its training rows.
    const run = clock.now() % 2 ** 31;
    const loop = buildLoop(config.seed, run);
    const pace = new Pace(config.speed, periodMs, clock.now());
    let state = settledState(loop, run);
    for (let row = 0; !signal.aborted; row++) {
      const moment = pace.next(null, clock.now());
      const waitMs = moment.at - clock.now();
      // As fast as possible must not starve the process, hence a breath now and then.
      if (waitMs > 0 || row % rowsPerBreath === 0) await clock.wait(Math.max(0, waitMs), signal);
      if (signal.aborted) return;
      const step = stepLoop(loop, state, periodMs / 1000, this.targets());
      state = step.state;
      const values = this.picked.columns.map((column) => step.values[column] ?? null);
      const taken = listener.onSample({ ...moment, values });
      if (taken !== undefined && config.speed === 'max') await taken;
    }
  }

  private targets() {
    if (this.activeFault === null || this.injection === null) return noFaults;
    return { ...noFaults, [this.injection.fault]: this.injection.severity };
  }
}
