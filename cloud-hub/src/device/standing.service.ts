import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { StandingRepository } from './standing.repository.ts';
import type { AssetStanding, DeviceStanding, ReleaseStanding } from './standing.ts';

/** How the fleet stands, read within the transaction of whoever decides on it. */
@Injectable()
export class StandingService {
  constructor(private readonly repository: StandingRepository) {}

  /** All devices of the fleet, revoked ones too. */
  devices(tx: Transaction, now: number): Promise<DeviceStanding[]> {
    return this.repository.devices(tx, now);
  }

  /** Every stream that was ever reported. */
  assets(tx: Transaction): Promise<AssetStanding[]> {
    return this.repository.assets(tx);
  }

  /** The last assignment of each stream of the devices, and what it last told of one. */
  releases(tx: Transaction, devices: readonly string[]): Promise<ReleaseStanding[]> {
    return this.repository.releases(tx, devices);
  }
}

/** For the command line, beside a hub. */
export const standingsBesideHub = (): StandingService =>
  new StandingService(new StandingRepository());
