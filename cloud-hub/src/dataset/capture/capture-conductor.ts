import { randomUUID } from 'node:crypto';
import type { Command } from '@lookout/shared/protocol/commands';
import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HubMqttClient } from '../../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { CommandsService } from '../../device/commands.service.ts';
import { commandChanged, deviceCameBack } from '../../device/device.events.ts';
import { DeviceRegistry } from '../../device/device-registry.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { captureChanged } from '../dataset.events.ts';
import { CaptureRepository, type CaptureRow } from './capture.repository.ts';
import { CaptureAssembler } from './capture-assembler.ts';
import { missingRanges } from './missing-ranges.ts';
import { nextStep } from './next-step.ts';

const tickMs = 2_000;
/** The device cannot wait for it longer than that. */
const cancelWithinMs = 24 * 60 * 60 * 1000;

/**
 * Carries captures out: asks, asks again for what is missing, and ends them. All it knows is in the tables,
 * so that any hub goes on where another stopped. One step at a time.
 */
@Injectable()
export class CaptureConductor implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(CaptureConductor.name);
  private work: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private ticking = false;

  constructor(
    private readonly captures: CaptureRepository,
    private readonly assembler: CaptureAssembler,
    private readonly commands: CommandsService,
    private readonly registry: DeviceRegistry,
    private readonly client: HubMqttClient,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on(captureChanged, ({ id }) => this.queue(() => this.changed(id)));
    this.events.on(commandChanged, ({ id }) => this.queue(() => this.answered(id)));
    this.events.on(deviceCameBack, ({ device }) => this.queue(() => this.stepAll(device, true)));
    this.client.onReady(() => this.queue(() => this.stepAll(null, true)));
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.work;
  }

  chunkStored(id: string): void {
    this.queue(async () => {
      const row = await this.captures.find(id);
      if (row !== null && row.total !== null && row.received >= row.total) await this.step(row);
    });
  }

  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    this.queue(() =>
      this.stepAll(null, false).finally(() => {
        this.ticking = false;
      }),
    );
  }

  private queue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: Error) => {
      this.log.warn(`a capture waits: ${error.message}`);
    });
  }

  private async changed(id: string): Promise<void> {
    const row = await this.captures.find(id);
    if (row?.state === 'waiting' && row.askedAt === null) await this.step(row);
    if (row?.state === 'cancelled') await this.tellCancelled(row);
  }

  private async answered(command: string): Promise<void> {
    const row = await this.captures.findByCommand(command);
    if (row !== null) await this.step(row);
  }

  private async stepAll(device: string | null, cameBack: boolean): Promise<void> {
    for (const row of await this.captures.active(device)) await this.step(row, cameBack);
  }

  private async step(row: CaptureRow, cameBack = false): Promise<void> {
    const now = this.now();
    const { presence } = await this.registry.get(row.device);
    const answer = row.command === null ? null : await this.commands.resultOf(row.command);
    const step = nextStep({ ...row, answer, online: presence === 'online', cameBack }, now);
    switch (step.kind) {
      case 'ask':
        return this.ask(row, now);
      case 'finish':
        return this.assembler.finish(row.id);
      case 'expire':
        return this.end(row, 'expired', 'the device was not there, or too busy, for too long');
      case 'fail':
        return this.end(row, 'failed', step.detail);
      case 'wait':
        return;
    }
  }

  private async ask(row: CaptureRow, now: number): Promise<void> {
    const { id: capture, stream, fromAt, toAt, maxRows, ring, firstBlock, total } = row;
    const rest =
      ring === null || firstBlock === null || total === null
        ? null
        : {
            ...{ ring, firstBlock, total },
            missing: missingRanges(await this.captures.present(capture), total),
          };
    const id = randomUUID();
    if (!(await this.captures.claimAsk(row, id, now))) return;
    const args = { capture, stream, from: fromAt, to: toAt, maxRows, rest };
    const command: Command = { id, expiresAt: row.expiresAt, type: 'capture', args };
    await this.commands.order(row.device, command, row.createdBy);
  }

  private async end(row: CaptureRow, state: 'failed' | 'expired', detail: string): Promise<void> {
    const at = this.now();
    await this.captures.transaction((tx) => this.captures.end(tx, row.id, state, { detail, at }));
  }

  /** Every hub hears of it; the one that asks the device first is enough. */
  private async tellCancelled({ id, device, command, endedAt }: CaptureRow): Promise<void> {
    const expiresAt = (endedAt ?? this.now()) + cancelWithinMs;
    if (command === null || expiresAt < this.now()) return;
    if (!(await this.captures.releaseCommand(id, command))) return;
    await this.commands.order(
      device,
      { id: randomUUID(), expiresAt, type: 'cancelCapture', args: { capture: id } },
      'hub',
    );
  }
}
