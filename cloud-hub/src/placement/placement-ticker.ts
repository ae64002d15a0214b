import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { writeHalving } from '../database/halving.ts';
import { Notifications } from '../database/notifications.ts';
import { troubleOf } from '../database/trouble-of.ts';
import { deviceChanged, loadSampled, reportedChanged } from '../device/device.events.ts';
import { StreamPlacements } from '../device/stream-placements.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { HeardWork } from '../event-bus/heard-work.ts';
import { LoadIntake } from './load/load-intake.ts';
import { placementChanged } from './placement.events.ts';
import { PlacementRepository, placementChannel } from './placement.repository.ts';
import { type Ask, PlacementExecutor } from './placement-executor.ts';
import { ProfileRepository } from './profile/profile.repository.ts';
import { markOf } from './report-mark.ts';
import { SwitchRepository } from './switch.repository.ts';

const devicesAtOnce = 100;
const keptSwitchesMs = 90 * 86_400_000;
/** What-if looks seven days back. */
const keptProfilesMs = 8 * 86_400_000;
const pruneEveryMs = 3_600_000;

/** When placements are decided on: with every load sample, and at news of a report or a policy. */
@Injectable()
export class PlacementTicker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(PlacementTicker.name);
  /** With whether the decision may be of just now all the same. */
  private readonly due = new Map<string, { isForced: boolean }>();
  private readonly marks = new Map<string, string>();
  /** Devices of whose placement somebody has told: a sample of another one decides nothing. */
  private readonly placed = new Set<string>();
  private readonly decisions = new HeardWork('placements', this.log, () => this.decideHeard());
  private prune: NodeJS.Timeout | null = null;

  constructor(
    private readonly executor: PlacementExecutor,
    private readonly placements: PlacementRepository,
    private readonly streams: StreamPlacements,
    private readonly switches: SwitchRepository,
    private readonly profiles: ProfileRepository,
    private readonly load: LoadIntake,
    private readonly notifications: Notifications,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.events.on(loadSampled, ({ device }) => {
      if (this.placed.has(device)) this.hear(device, false);
    });
    this.events.on(deviceChanged, ({ device }) =>
      this.events.emit(placementChanged, { device, isNews: true }),
    );
    this.events.on(reportedChanged, ({ device, reported }) => {
      const mark = markOf(reported);
      if (mark === this.marks.get(device)) return;
      this.marks.set(device, mark);
      this.events.emit(placementChanged, { device, isNews: true });
      if (reported.streams.some(({ placement }) => placement !== null)) {
        this.placed.add(device);
        this.hear(device, true);
      } else this.placed.delete(device);
    });
    for (const device of await this.placedDevices()) this.placed.add(device);
    await this.notifications.listen(placementChannel, (payload) => this.heed(payload));
    this.prune = setInterval(() => void this.decisions.queue(() => this.forget()), pruneEveryMs);
    this.prune.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.prune !== null) clearInterval(this.prune);
    await this.decisions.stop();
  }

  /** Every stream that is placed, after a policy was set: those that are away find it when they are back. */
  decideAll(): Promise<void> {
    return this.decisions.queue(async () => {
      for (const device of await this.placedDevices()) this.due.set(device, { isForced: true });
      await this.decideHeard();
    });
  }

  private heed(payload: string): void {
    const [what, device, by] = payload.split(' ');
    if (what === 'policies') void this.decideAll();
    else if (device !== undefined && by !== this.executor.id) {
      // Of devices that both hubs hear, the other one may have had the report.
      this.placed.add(device);
      this.events.emit(placementChanged, { device, isNews: true });
    }
  }

  private async placedDevices(): Promise<Set<string>> {
    const standings = await this.placements.inTransaction((tx) => this.streams.standings(tx, null));
    return new Set(standings.flatMap((one) => (one.placement === null ? [] : one.device)));
  }

  private hear(device: string, isForced: boolean): void {
    this.due.set(device, { isForced: isForced || (this.due.get(device)?.isForced ?? false) });
    this.decisions.hear();
  }

  private async decideHeard(): Promise<void> {
    const asks = [...this.due].map(([device, { isForced }]) => ({
      ...{ device, isForced, load: this.load.newest(device) },
      clockOffsetMs: this.load.clockOffsetMs(device),
    }));
    this.due.clear();
    for (let from = 0; from < asks.length; from += devicesAtOnce)
      await this.decideTogether(asks.slice(from, from + devicesAtOnce));
  }

  /** The next sample asks again. */
  private async decideTogether(asks: readonly Ask[]): Promise<void> {
    try {
      await writeHalving(asks, this.decide, this.leave);
    } catch (error) {
      const devices = asks.map(({ device }) => device);
      await this.admit(devices, error);
    }
  }

  private readonly decide = async (asks: readonly Ask[]): Promise<void> => {
    await this.executor.decide(asks);
  };

  /** What it reports cannot be stored: the others are decided on without it. */
  private readonly leave = async ({ device }: Ask, error: unknown): Promise<void> =>
    this.admit([device], error);

  /** People see it until a decision succeeds; the log has it once, however often it is tried. */
  private async admit(devices: readonly string[], error: unknown): Promise<void> {
    let told = devices;
    try {
      const { id } = this.executor;
      told = await this.placements.keepTroubles(devices, troubleOf(error), this.now(), id);
    } catch (unkept) {
      this.log.warn(`the trouble of placements is not written down: ${String(unkept)}`);
    }
    if (told.length === 0) return;
    const [first, ...others] = told;
    const whom = others.length === 0 ? first : `${first} and ${others.length} others`;
    this.log.error(`the placement of ${whom} is not decided on: ${String(error)}`);
    for (const device of told) this.events.emit(placementChanged, { device, isNews: true });
  }

  private async forget(): Promise<void> {
    await this.switches.removeBefore(this.now() - keptSwitchesMs);
    await this.profiles.removeBefore(this.now() - keptProfilesMs);
  }
}
