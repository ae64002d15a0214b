import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { IngestRepository } from './ingest.repository.ts';

const everyMs = 3_600_000;
export const deadLetterRetentionMs = 30 * 24 * 3_600_000;

/** Dead letters are for people to look at: they go after a month, or where they are too many. */
@Injectable()
export class DeadLetterSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(DeadLetterSweeper.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly repository: IngestRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep(this.clock()).catch((error: Error) => this.log.warn(error.message));
    }, everyMs);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Returns how many went. */
  sweep(now: number): Promise<number> {
    return this.repository.sweepDeadLetters(now - deadLetterRetentionMs);
  }
}
