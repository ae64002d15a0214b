import { randomUUID } from 'node:crypto';
import { Command } from '@lookout/shared/protocol/commands';
import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { CommandState } from '@lookout/shared/protocol/rest';
import { Inject, Injectable } from '@nestjs/common';
import { BrokerOfflineError } from '../broker/broker-error.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import type { CommandEntity } from './command.entity.ts';
import { type AskedCommand, commandOf, stateOf } from './command.ts';
import { type CommandAnswer, CommandsRepository } from './commands.repository.ts';
import { commandChanged } from './device.events.ts';
import { DeviceRegistry } from './device-registry.ts';

/** What people ask of a device. Sent again when it comes back, as long as the command has not expired. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly commands: CommandsRepository,
    private readonly registry: DeviceRegistry,
    private readonly client: HubMqttClient,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async list(device: string): Promise<CommandState[]> {
    await this.registry.get(device);
    return (await this.commands.list(device)).map(stateOf);
  }

  /** @throws Problem 404 notFound, 409 noSuchFault, notJudged */
  async send(device: string, asked: AskedCommand, by: string): Promise<CommandState> {
    const { reported } = await this.registry.get(device);
    return this.order(
      device,
      commandOf(asked, reported, { by, id: randomUUID(), now: this.now() }),
      by,
    );
  }

  /** A command that another room made. @throws Problem 404 notFound */
  async order(device: string, command: Command, by: string): Promise<CommandState> {
    const { site } = await this.registry.get(device);
    const createdAt = this.now();
    const { id, type, args, expiresAt } = command;
    const row = await this.commands.add({
      id,
      device,
      type,
      args,
      createdAt,
      createdBy: by,
      expiresAt,
    });
    this.events.emit(commandChanged, { device, id });
    await this.publish({ site, device }, row);
    return stateOf(row);
  }

  /** What the device answered; null while it has not. */
  async resultOf(id: string): Promise<CommandState['result']> {
    const row = await this.commands.find(id);
    return row === null ? null : stateOf(row).result;
  }

  /** To a device that has come back: it may have missed them. It knows a command it has seen by its id. */
  async resend(address: DeviceAddress): Promise<void> {
    for (const row of await this.commands.pending(address.device, this.now()))
      await this.publish(address, row);
  }

  /**
   * Takes `commandResult` records, within the transaction that stores them. The caller hands what comes
   * back to `announce` after the commit.
   */
  async answered(
    tx: Transaction,
    answers: readonly CommandAnswer[],
  ): Promise<readonly { device: string; id: string }[]> {
    return answers.length === 0 ? [] : this.commands.answer(tx, answers);
  }

  announce(changed: readonly { device: string; id: string }[]): void {
    for (const key of changed) this.events.emit(commandChanged, key);
  }

  private async publish(address: DeviceAddress, row: CommandEntity): Promise<void> {
    const { id, type, args, expiresAt } = row;
    try {
      await this.client.publish('commands', address, Command.parse({ id, type, args, expiresAt }));
    } catch (error) {
      // It is stored: sent when the device says that it is online.
      if (!(error instanceof BrokerOfflineError)) throw error;
    }
  }
}
