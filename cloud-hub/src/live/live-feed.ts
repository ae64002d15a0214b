import type { Capture, Dataset } from '@lookout/shared/protocol/datasets';
import type { Job, JobSummary } from '@lookout/shared/protocol/jobs';
import type { RoomName, RoomUpdate } from '@lookout/shared/protocol/live';
import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import type { Alert, Asset, DeviceSummary } from '@lookout/shared/protocol/rest';
import { Inject, Injectable } from '@nestjs/common';
import { alertsChanged } from '../alert/alert.events.ts';
import { AlertService } from '../alert/alert.service.ts';
import { jobsChanged } from '../compression/jobs/job.events.ts';
import { JobService } from '../compression/jobs/job.service.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { CaptureService } from '../dataset/capture/capture.service.ts';
import { captureChanged, datasetChanged } from '../dataset/dataset.events.ts';
import { DatasetService } from '../dataset/dataset.service.ts';
import { deviceChanged, loadSampled, reportedChanged } from '../device/device.events.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { FleetService } from '../fleet/fleet.service.ts';
import { adaptationsStored } from '../ingest/ingest.events.ts';
import { rolloutChanged } from '../rollout/rollout.events.ts';
import { scoresStored } from '../score/score.events.ts';
import { PlacementFeed } from './placement-feed.ts';
import { RolloutFeed, type ToldRollouts } from './rollout-feed.ts';
import { RoomChanges } from './room-changes.ts';
import { deviceRoom, jobRoom, rolloutRoom } from './room-name.ts';

/** Who listens. */
export interface Audience {
  has(room: RoomName): boolean;
  send(update: RoomUpdate): void;
}

/** The changed things as they are now; null where nobody in the audience would see them. */
interface Told {
  readonly assets: readonly Asset[] | null;
  readonly alerts: readonly Alert[];
  readonly devices: ReadonlyMap<string, DeviceSummary>;
  readonly jobs: readonly JobSummary[];
  readonly watchedJobs: ReadonlyMap<string, Job>;
  readonly datasets: readonly Dataset[];
  readonly captures: readonly Capture[];
  readonly rollouts: ToldRollouts;
  readonly placements: readonly PlacementEntry[];
}

/** Turns domain events into one update per room and flush. */
@Injectable()
export class LiveFeed {
  private changes = new RoomChanges();
  private readonly streams = new Map<string, string>();

  constructor(
    private readonly fleet: FleetService,
    private readonly alerts: AlertService,
    private readonly jobs: JobService,
    private readonly datasets: DatasetService,
    private readonly captures: CaptureService,
    private readonly rollouts: RolloutFeed,
    private readonly placements: PlacementFeed,
    private readonly positions: RoomPositions,
    bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    bus.on(alertsChanged, (alerts) => {
      for (const alert of alerts) this.changes.alert(alert);
    });
    bus.on(scoresStored, (stored) => {
      for (const { device, scores } of stored) this.changes.scores(device, scores);
    });
    bus.on(adaptationsStored, (stored) => {
      for (const { device, adaptation } of stored) this.changes.adaptation(device, adaptation);
    });
    bus.on(jobsChanged, (ids) => {
      for (const id of ids) this.changes.job(id);
    });
    bus.on(rolloutChanged, ({ id, members }) =>
      this.changes.rollout(id, members?.map(({ device, stream }) => `${device}/${stream}`) ?? null),
    );
    placements.follow((device) => this.changes.placements.add(device));
    bus.on(datasetChanged, ({ id }) => this.changes.datasets.add(id));
    bus.on(captureChanged, ({ id }) => this.changes.captures.add(id));
    bus.on(deviceChanged, ({ device }) => this.changes.device(device));
    bus.on(loadSampled, ({ device }) => this.changes.load(device));
    bus.on(reportedChanged, ({ device, reported }) => {
      this.changes.device(device);
      this.watchStreams(device, reported.streams.map(({ name }) => name).join());
    });
  }

  /**
   * Advances every room that changed and sends its update to those in it. One flush at a time.
   * @throws what the database throws; the changes are told with the next flush
   */
  async flush(audience: Audience): Promise<void> {
    const changes = this.changes;
    this.changes = new RoomChanges();
    let told: Told;
    try {
      told = await this.compose(changes, audience);
    } catch (error) {
      this.changes.restore(changes);
      for (const [device, { scores }] of changes.devices)
        if (scores.length > 0) this.hole(deviceRoom(device));
      throw error;
    }
    this.tellOverview(changes, told, audience);
    this.tellJobs(changes, told, audience);
    if (changes.alerts.size > 0) this.tell('alerts', { alerts: told.alerts }, audience);
    this.tellDatasets(changes, told, audience);
    this.tellRollouts(changes, told, audience);
    this.tellPlacements(changes, told, audience);
    for (const [device, { alerts, scores, adaptations }] of changes.devices)
      this.tell(
        deviceRoom(device),
        {
          device: told.devices.get(device),
          alerts: told.alerts.filter((alert) => alert.device === device && alerts.has(alert.id)),
          scores,
          adaptations,
        },
        audience,
      );
  }

  private async compose(changes: RoomChanges, audience: Audience): Promise<Told> {
    const watched = [...changes.devices].filter(([device]) => audience.has(deviceRoom(device)));
    const keys = audience.has('alerts')
      ? [...changes.alerts.values()]
      : watched.flatMap(([, { alerts }]) => [...alerts.values()]);
    const devices = new Map<string, DeviceSummary>();
    const inDatasets = audience.has('datasets');
    for (const [device, { summary }] of watched)
      if (summary) devices.set(device, await this.fleet.device(device));
    return {
      assets:
        changes.assets.size > 0 && audience.has('overview')
          ? await this.fleet.assetsOf(changes.assets)
          : null,
      alerts: keys.length > 0 ? await this.alerts.present(keys) : [],
      devices,
      jobs: audience.has('jobs') ? await this.jobs.summaries([...changes.jobs]) : [],
      watchedJobs: await this.composeJobs(changes, audience),
      datasets: inDatasets ? await this.datasets.present([...changes.datasets]) : [],
      captures: inDatasets ? await this.captures.present([...changes.captures]) : [],
      rollouts: await this.rollouts.compose(changes.rollouts, audience),
      placements: await this.placements.compose(changes.placements, audience),
    };
  }

  private async composeJobs(changes: RoomChanges, audience: Audience): Promise<Map<string, Job>> {
    const jobs = new Map<string, Job>();
    for (const id of changes.jobs)
      if (audience.has(jobRoom(id))) jobs.set(id, await this.jobs.job(id));
    return jobs;
  }

  private tellJobs(changes: RoomChanges, told: Told, audience: Audience): void {
    if (changes.jobs.size > 0) this.tell('jobs', { jobs: told.jobs }, audience);
    for (const id of changes.jobs)
      this.tell(jobRoom(id), { job: told.watchedJobs.get(id) }, audience);
  }

  private tellRollouts(changes: RoomChanges, { rollouts }: Told, audience: Audience): void {
    if (changes.rollouts.size === 0) return;
    this.tell('rollouts', { rollouts: rollouts.summaries }, audience);
    for (const [id, members] of changes.rollouts) {
      // Another hub, or the command line, did it: which members it was is found by fetching them.
      if (members === null) this.hole(rolloutRoom(id));
      this.tell(rolloutRoom(id), rollouts.watched.get(id) ?? {}, audience);
    }
  }

  private tellPlacements(changes: RoomChanges, { placements }: Told, audience: Audience): void {
    if (changes.placements.size === 0) return;
    // As with tiles: what is gone, or has no stream yet, is told by a hole.
    const present = new Set(placements.map(({ device }) => device));
    if (audience.has('placement') && [...changes.placements].some((one) => !present.has(one)))
      this.hole('placement');
    this.tell('placement', { placements }, audience);
  }

  private tellOverview(changes: RoomChanges, { assets }: Told, audience: Audience): void {
    if (changes.assets.size === 0) return;
    // An update cannot take a tile away: a revoked device is told by a hole.
    const present = new Set(assets?.map(({ device }) => device));
    if (assets !== null && [...changes.assets].some((device) => !present.has(device)))
      this.hole('overview');
    this.tell('overview', { assets: assets ?? [] }, audience);
  }

  private tellDatasets(changes: RoomChanges, told: Told, audience: Audience): void {
    if (changes.datasets.size + changes.captures.size === 0) return;
    const { datasets, captures } = told;
    // As with tiles: what is gone is told by a hole.
    if (datasets.length < changes.datasets.size) this.hole('datasets');
    this.tell('datasets', { datasets, captures }, audience);
  }

  private tell(
    room: RoomName,
    content: Omit<RoomUpdate, 'epoch' | 'revision' | 'room' | 'at'>,
    audience: Audience,
  ): void {
    const position = this.positions.advance(room);
    if (audience.has(room)) audience.send({ ...position, room, at: this.clock(), ...content });
  }

  private watchStreams(device: string, names: string): void {
    if (this.streams.get(device) === names) return;
    this.streams.set(device, names);
    this.hole('overview');
    this.hole('placement');
  }

  /** A revision that nobody gets: whoever holds the room fetches it again. */
  private hole(room: RoomName): void {
    this.positions.advance(room);
  }
}
