import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, Not, type Repository } from 'typeorm';
import type { Transaction } from '../database/transaction.ts';
import { CommandEntity } from './command.entity.ts';

/** What a device answered to one command. */
export interface CommandAnswer {
  readonly device: string;
  readonly commandId: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly at: number;
}

const shownPerDevice = 100;

@Injectable()
export class CommandsRepository {
  private readonly commands: Repository<CommandEntity>;

  constructor(dataSource: DataSource) {
    this.commands = dataSource.getRepository(CommandEntity);
  }

  async add(command: Omit<CommandEntity, 'ok' | 'detail' | 'resultAt'>): Promise<CommandEntity> {
    const row = { ...command, ok: null, detail: null, resultAt: null };
    await this.commands.insert(this.commands.create(row));
    return row;
  }

  find(id: string): Promise<CommandEntity | null> {
    return this.commands.findOneBy({ id });
  }

  /** The newest first. */
  list(device: string): Promise<CommandEntity[]> {
    return this.commands.find({
      where: { device },
      order: { createdAt: 'DESC' },
      take: shownPerDevice,
    });
  }

  /** Neither answered nor expired, the oldest first; captures are asked for anew by what is missing. */
  pending(device: string, now: number): Promise<CommandEntity[]> {
    return this.commands.find({
      where: { device, ok: IsNull(), expiresAt: MoreThan(now), type: Not('capture') },
      order: { createdAt: 'ASC' },
    });
  }

  /** Writes the first answer to each; returns those that were new. A device answers for itself alone. */
  async answer(
    tx: Transaction,
    answers: readonly CommandAnswer[],
  ): Promise<{ device: string; id: string }[]> {
    const { rows } = await tx.query<{ device: string; id: string }>(
      `UPDATE commands c SET ok = a.ok, detail = a.detail, result_at = a.at
       FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::bigint[])
         AS a (id, device, ok, detail, at)
       WHERE c.id = a.id AND c.device = a.device AND c.ok IS NULL
       RETURNING c.device, c.id`,
      [
        answers.map(({ commandId }) => commandId),
        answers.map(({ device }) => device),
        answers.map(({ ok }) => ok),
        answers.map(({ detail }) => detail),
        answers.map(({ at }) => at),
      ],
    );
    return rows;
  }
}
