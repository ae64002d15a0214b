import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { lockDesired } from './desired-document.repository.ts';
import type { PlacementStanding, StreamWish } from './placement-standing.ts';
import { StreamPlacementRepository } from './stream-placement.repository.ts';

/** Which variant each stream is to run, and how it stands. */
@Injectable()
export class StreamPlacements {
  constructor(
    private readonly repository: StreamPlacementRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Nobody else changes what these devices are to do until the transaction ends. */
  lock(tx: Transaction, devices: readonly string[]): Promise<void> {
    return lockDesired(tx, devices);
  }

  /** Every stream that is reported, of these devices; null: of all that are not revoked. */
  standings(tx: Transaction, devices: readonly string[] | null): Promise<PlacementStanding[]> {
    return this.repository.standings(tx, devices);
  }

  /**
   * Writes wishes within the caller's transaction. After the commit the caller publishes; should it not come
   * to that, the next connect does.
   */
  async place(tx: Transaction, wishes: readonly StreamWish[]): Promise<void> {
    if (wishes.length > 0) await this.repository.place(tx, wishes, this.now());
  }
}

/** For the command line, beside a hub. */
export const streamPlacementsBesideHub = (): StreamPlacements =>
  new StreamPlacements(new StreamPlacementRepository(), Date.now);
