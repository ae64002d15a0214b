import { createHash } from 'node:crypto';
import type { Reported } from '@lookout/shared/protocol/presence';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { reportedChanged } from '../../device/device.events.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { assetKey } from '../placement-row.ts';
import { ProfileRepository, type ProfileRow } from './profile.repository.ts';

/** Keeps what devices measure of their variants, whenever it is something else than before. */
@Injectable()
export class ProfileIntake implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(ProfileIntake.name);
  /** A digest by `device/stream`: a report that says the same again costs no query. */
  private readonly known = new Map<string, string>();
  /** One after the other: of two reports the later one must be the newest row. */
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly profiles: ProfileRepository,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on(reportedChanged, ({ device, reported }) => {
      const rows = this.newRows(device, reported);
      if (rows.length > 0) this.writing = this.writing.then(() => this.store(rows));
    });
  }

  /** What was heard is kept. */
  async onApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  private newRows(device: string, { streams }: Reported): ProfileRow[] {
    const at = this.now();
    return streams.flatMap(({ name: stream, placement }) => {
      if (placement === null) return [];
      const { release, profiles } = placement;
      const key = assetKey({ device, stream });
      const digest = digestOf([release, profiles]);
      if (this.known.get(key) === digest) return [];
      this.known.set(key, digest);
      return [{ device, stream, at, release, profiles }];
    });
  }

  private async store(rows: readonly ProfileRow[]): Promise<void> {
    try {
      await this.profiles.add(rows);
    } catch (error) {
      // The next report says it again.
      for (const row of rows) this.known.delete(assetKey(row));
      this.log.warn(`profiles are not kept: ${String(error)}`);
    }
  }
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64');
