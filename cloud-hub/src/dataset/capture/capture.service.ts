import { randomUUID } from 'node:crypto';
import type { Capture, NewCapture } from '@lookout/shared/protocol/datasets';
import type { Reported } from '@lookout/shared/protocol/presence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Problem } from '../../http/problem.ts';
import { maxValues } from '../check-rows.ts';
import { nameTaken } from '../dataset.repository.ts';
import { DatasetService } from '../dataset.service.ts';
import { CaptureRepository, type CaptureRow } from './capture.repository.ts';

/** What a device says of itself; throws Problem 404 where there is no such device. */
export abstract class ReportedDevices {
  abstract reportedOf(device: string): Promise<Reported | null>;
}

const day = 24 * 60 * 60 * 1000;
/** A device that is away for longer is asked in vain: its ring goes on. */
const lifetimeMs = day;
const shownForMs = day;
const mostPerDevice = 4;

/** Asks for stretches in the tables alone; the conductor of a running hub carries them out. */
@Injectable()
export class CaptureService {
  constructor(
    private readonly repository: CaptureRepository,
    private readonly datasets: DatasetService,
    private readonly devices: ReportedDevices,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Under way, and those that ended in the last day. */
  async list(): Promise<Capture[]> {
    return (await this.repository.list(this.now() - shownForMs)).map(captureOf);
  }

  /** Those that are still there. */
  async present(ids: readonly string[]): Promise<Capture[]> {
    const rows = await Promise.all(ids.map((id) => this.repository.find(id)));
    return rows.flatMap((row) => (row === null ? [] : captureOf(row)));
  }

  /** @throws Problem 404 notFound */
  async get(id: string): Promise<Capture> {
    const row = await this.repository.find(id);
    if (row === null) throw Problem.notFound('capture of this id');
    return captureOf(row);
  }

  /** @throws Problem 400 badRequest, 404 notFound, 409 nameTaken, noChannels, tooManyCaptures */
  async request(wanted: NewCapture, by: string): Promise<Capture> {
    const { device, stream, name, note, fromAt } = wanted;
    const now = this.now();
    if (fromAt >= now)
      throw new Problem(400, 'badRequest', 'The stretch lies in the future.', 'Choose a past one.');
    const channels = await this.channelsOf(device, stream);
    const active = await this.repository.active();
    if (active.some((other) => other.name === name)) throw nameTaken(name);
    await this.datasets.requireFree(name);
    if (active.filter((other) => other.device === device).length >= mostPerDevice)
      throw Problem.conflict(
        'tooManyCaptures',
        `${device} is asked for ${mostPerDevice} stretches already.`,
        'Wait until one has come, or cancel one.',
      );
    const id = randomUUID();
    await this.repository.add({
      ...{ id, device, stream, name, note, fromAt, toAt: Math.min(wanted.toAt, now) },
      maxRows: Math.floor(maxValues / channels),
      ...{ createdAt: now, createdBy: by, expiresAt: now + lifetimeMs },
    });
    return this.get(id);
  }

  /** The device is told by the conductor. @throws Problem 404 notFound, 409 hasEnded */
  async cancel(id: string, by: string): Promise<Capture> {
    await this.get(id);
    const at = this.now();
    const detail = `cancelled by ${by}`;
    const ended = await this.repository.transaction((tx) =>
      this.repository.end(tx, id, 'cancelled', { detail, at }),
    );
    if (!ended) throw Problem.conflict('hasEnded', 'This capture has ended already.');
    return this.get(id);
  }

  private async channelsOf(device: string, stream: string): Promise<number> {
    const reported = await this.devices.reportedOf(device);
    const report = reported?.streams.find(({ name }) => name === stream);
    if (report === undefined) throw Problem.notFound(`stream ${stream} on ${device}`);
    if (report.channels.length === 0)
      throw Problem.conflict(
        'noChannels',
        `Stream ${stream} has no detector yet, so the device keeps none of its rows.`,
        'Give it a bundle, or record rows with lookout-agent record.',
      );
    return report.channels.length;
  }
}

/** What people see of it. */
export const captureOf = (row: CaptureRow): Capture => ({
  id: row.id,
  device: row.device,
  stream: row.stream,
  fromAt: row.fromAt,
  toAt: row.toAt,
  name: row.name,
  state: row.state,
  total: row.total,
  received: row.received,
  receivedBytes: row.receivedBytes,
  detail: row.detail,
  dataset: row.dataset,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  expiresAt: row.expiresAt,
  endedAt: row.endedAt,
});
