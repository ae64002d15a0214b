import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { AlertService } from './alert.service.ts';

const everyMs = 5_000;

/** Shelves run out by themselves: nobody is to forget a shelved alarm. */
@Injectable()
export class ShelfSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(ShelfSweeper.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly alerts: AlertService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.alerts
        .sweepShelves(this.clock())
        .catch((error: Error) => this.log.warn(`shelves stay for now: ${error.message}`));
    }, everyMs);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
}
