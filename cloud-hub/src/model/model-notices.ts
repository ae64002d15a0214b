import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notifications } from '../database/notifications.ts';
import type { Transaction } from '../database/transaction.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { keysChanged, releaseChanged } from './model.events.ts';

const channel = 'lookout_model';

/** Within the transaction that changes it: every hub hears of it after the commit. */
export async function tellChanged(
  tx: Transaction,
  what: 'release' | 'keys',
  id: string,
): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [channel, `${what} ${id}`]);
}

/** Turns what the database tells into domain events, whoever made the change. */
@Injectable()
export class ModelNotices implements OnModuleInit {
  constructor(
    private readonly notifications: Notifications,
    private readonly events: EventBus,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.notifications.listen(channel, (payload) => {
      const [what, id = ''] = payload.split(' ');
      if (what === 'keys') this.events.emit(keysChanged, { version: Number(id) });
      else this.events.emit(releaseChanged, { id });
    });
  }
}
