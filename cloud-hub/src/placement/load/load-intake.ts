import type { Load } from '@lookout/shared/protocol/load';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { writeHalving } from '../../database/halving.ts';
import { loadSampled } from '../../device/device.events.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { LoadRepository } from './load.repository.ts';
import { LoadBuffer } from './load-buffer.ts';
import type { LoadRow } from './load-slot.ts';

const flushEveryMs = 5_000;
/** An hour of 1,000 devices whose database is away. */
const mostRows = 120_000;
/** What is older says nothing of the present. */
const newestHoldsMs = 60_000;
/** So long a sample may be on its way: the clock is right. */
const rightWithinMs = 5_000;

interface Heard {
  readonly load: Load;
  readonly receivedAt: number;
}

/** Keeps what devices tell of their load: the newest sample here, half minutes in the database. */
@Injectable()
export class LoadIntake implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(LoadIntake.name);
  private readonly buffer = new LoadBuffer(mostRows);
  private readonly newestOf = new Map<string, Heard>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly samples: LoadRepository,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on(loadSampled, ({ device, load }) => {
      const receivedAt = this.now();
      this.newestOf.set(device, { load, receivedAt });
      this.buffer.add(device, load, receivedAt);
    });
    this.timer = setInterval(() => void this.flush(), flushEveryMs);
    this.timer.unref();
  }

  /** What has come so far is kept, half a half minute too. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.flush(Number.POSITIVE_INFINITY);
  }

  /** The newest sample, dated by our clock; null: none for a minute. */
  newest(device: string): Load | null {
    const heard = this.newestOf.get(device);
    if (heard === undefined || this.now() - heard.receivedAt > newestHoldsMs) return null;
    return { ...heard.load, at: heard.receivedAt };
  }

  /** What is to be added to a device's time for ours, by its newest sample; 0 while none is known. */
  clockOffsetMs(device: string): number {
    const heard = this.newestOf.get(device);
    const offsetMs = heard === undefined ? 0 : heard.receivedAt - heard.load.at;
    return Math.abs(offsetMs) < rightWithinMs ? 0 : offsetMs;
  }

  /** One after the other; what cannot be written waits for the next time, but a row that is refused goes. */
  flush(until = this.now()): Promise<void> {
    this.writing = this.writing.then(async () => {
      const rows = this.buffer.take(until);
      if (rows.length === 0) return;
      try {
        await writeHalving(rows, (some) => this.samples.insert(some), this.letGo);
      } catch (error) {
        this.buffer.giveBack(rows);
        this.log.warn(`load samples wait: ${String(error)}`);
      }
    });
    return this.writing;
  }

  /** It would be refused every time, and hold up those of all other devices. */
  private readonly letGo = async ({ device }: LoadRow, error: unknown): Promise<void> => {
    this.log.warn(`a load sample of ${device} is refused: ${String(error)}`);
  };
}
