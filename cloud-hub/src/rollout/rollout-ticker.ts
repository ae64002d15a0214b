import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Notifications } from '../database/notifications.ts';
import { troubleOf } from '../database/trouble-of.ts';
import { deviceChanged, reportedChanged } from '../device/device.events.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { HeardWork } from '../event-bus/heard-work.ts';
import { rolloutChanged } from './rollout.events.ts';
import { RolloutRepository, rolloutChannel } from './rollout.repository.ts';
import { type DecideOptions, RolloutExecutor } from './rollout-executor.ts';

/** Due times are looked at so often; all open rollouts, whatever was heard, every `floorMs`. */
const dueMs = 1_000;
const floorMs = 10_000;

type AssetKey = { readonly device: string; readonly stream: string };

/** When rollouts are decided on: on news of their members, at the times that they ask for, and now and then. */
@Injectable()
export class RolloutTicker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(RolloutTicker.name);
  private readonly devices = new Set<string>();
  private readonly rolloutsDue = new Set<string>();
  private readonly decisions = new HeardWork('rollouts', this.log, () => this.decideHeard());
  private due: NodeJS.Timeout | null = null;
  private floorAt = 0;

  constructor(
    private readonly executor: RolloutExecutor,
    private readonly rollouts: RolloutRepository,
    private readonly notifications: Notifications,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.events.on(reportedChanged, ({ device }) => this.hear(device));
    this.events.on(deviceChanged, ({ device }) => this.hear(device));
    await this.notifications.listen(rolloutChannel, (payload) => {
      const [id = '', by, what] = payload.split(' ');
      if (by === this.executor.id) return;
      this.events.emit(rolloutChanged, { id, members: null });
      // Decided on at once, hubs of which one fails and one does not would drive each other on.
      if (what === 'trouble') return;
      this.rolloutsDue.add(id);
      this.decisions.hear();
    });
    this.due = setInterval(() => this.decisions.queue(() => this.decideDue()), dueMs);
    this.due.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.due !== null) clearInterval(this.due);
    await this.decisions.stop();
  }

  /** After a person has acted. */
  async decideNow(id: string): Promise<void> {
    await this.decisions.queue(() => this.decide(id, []));
  }

  private hear(device: string): void {
    this.devices.add(device);
    this.decisions.hear();
  }

  private async decideHeard(): Promise<void> {
    const devices = [...this.devices];
    const ids = [...this.rolloutsDue];
    this.devices.clear();
    this.rolloutsDue.clear();
    const heard = devices.length > 0 ? await this.rollouts.openWith(devices) : new Map();
    for (const id of new Set<string>([...ids, ...heard.keys()]))
      await this.decide(id, heard.get(id) ?? []);
  }

  private async decideDue(): Promise<void> {
    const now = this.now();
    const isFloor = now >= this.floorAt;
    if (isFloor) this.floorAt = now + floorMs;
    for (const { id, againAt } of await this.rollouts.open())
      if (isFloor || (againAt !== null && againAt <= now))
        await this.decide(id, [], { late: isFloor });
  }

  /** One that fails is tried again with the next tick, and keeps no other from being decided on. */
  private async decide(
    id: string,
    heard: readonly AssetKey[],
    options?: DecideOptions,
  ): Promise<void> {
    try {
      await this.executor.decide(id, heard, options);
    } catch (error) {
      if ((await this.admit(id, error)) || heard.length > 0)
        this.events.emit(rolloutChanged, { id, members: heard });
    }
  }

  /** People see it until a decision succeeds. @returns false where it fails as it did before */
  private async admit(id: string, error: unknown): Promise<boolean> {
    try {
      const by = this.executor.id;
      if (!(await this.rollouts.keepTrouble(id, troubleOf(error), this.now(), by))) return false;
    } catch (unkept) {
      this.log.warn(`the trouble of rollout ${id} is not written down: ${String(unkept)}`);
    }
    this.log.error(`rollout ${id} is not decided on: ${String(error)}`);
    return true;
  }
}
