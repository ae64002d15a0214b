import type { NewDevice } from '@lookout/shared/protocol/rest';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { Problem } from '../http/problem.ts';
import { DesiredRepository } from './desired.repository.ts';
import { DeviceRepository } from './device.repository.ts';
import { hashSecret, newSecret } from './device-secret.ts';

/** Told to every hub when a device was enrolled, relabelled or revoked, with its id. */
export const deviceChannel = 'lookout_device';

/** Enrolment and revocation in the database alone, so that the command line does it beside a running hub. */
@Injectable()
export class DeviceEnrolment {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly desired: DesiredRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** The secret, which is kept nowhere. @throws Problem 409 idTaken */
  async enrol({ id, site, labels }: NewDevice): Promise<string> {
    const secret = newSecret();
    const secretHash = await hashSecret(secret);
    const createdAt = this.now();
    await this.devices.inTransaction(async (tx) => {
      if (!(await this.devices.add(tx, { id, site, labels, secretHash, createdAt })))
        throw Problem.conflict(
          'idTaken',
          `There is a device ${id}, or there was one: an id is given once.`,
          'Choose another id.',
        );
      await this.desired.begin(tx, id, createdAt);
      await tx.query('SELECT pg_notify($1, $2)', [deviceChannel, id]);
    });
    return secret;
  }

  /** A new secret; the connection under the old one ends. @throws Problem 404 notFound, 409 alreadyRevoked */
  async renew(id: string): Promise<string> {
    const secret = newSecret();
    const secretHash = await hashSecret(secret);
    await this.changeMember(id, (tx) => this.devices.renewSecret(tx, id, secretHash));
    return secret;
  }

  /** All of them, in the place of those before. @throws Problem 404 notFound, 409 alreadyRevoked */
  async relabel(id: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.changeMember(id, (tx) => this.devices.relabel(tx, id, labels));
  }

  /** @throws Problem 404 notFound, 409 alreadyRevoked */
  async revoke(id: string): Promise<void> {
    await this.changeMember(id, (tx) => this.devices.revoke(tx, id, this.now()));
  }

  /** @param change false when the device was revoked before */
  private async changeMember(id: string, change: (tx: Transaction) => Promise<boolean>) {
    if ((await this.devices.find(id)) === null) throw Problem.notFound(`device ${id}`);
    await this.devices.inTransaction(async (tx) => {
      if (!(await change(tx)))
        throw Problem.conflict('alreadyRevoked', `Device ${id} was revoked before.`);
      await tx.query('SELECT pg_notify($1, $2)', [deviceChannel, id]);
    });
  }
}
