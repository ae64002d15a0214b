import { randomUUID } from 'node:crypto';
import type { Role } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type Repository } from 'typeorm';
import { UserEntity } from './user.entity.ts';

/** Serialises what depends on counting the users: the first administrator, and not losing the last one. */
const countLock = 'SELECT pg_advisory_xact_lock(7021801)';

export interface UserChange {
  readonly role?: Role;
  readonly passwordHash?: string;
  readonly disabledAt?: number | null;
}

@Injectable()
export class UsersRepository {
  private readonly users: Repository<UserEntity>;

  constructor(private readonly dataSource: DataSource) {
    this.users = dataSource.getRepository(UserEntity);
  }

  list(): Promise<UserEntity[]> {
    return this.users.find({ order: { name: 'ASC' } });
  }

  find(id: string): Promise<UserEntity | null> {
    return this.users.findOneBy({ id });
  }

  findByName(name: string): Promise<UserEntity | null> {
    return this.users
      .createQueryBuilder('u')
      .where('lower(u.name) = lower(:name)', { name })
      .getOne();
  }

  /** Null when the name is taken. */
  async add(user: Omit<UserEntity, 'id' | 'disabledAt'>): Promise<UserEntity | null> {
    const row = this.users.create({ ...user, id: randomUUID(), disabledAt: null });
    const { raw } = await this.users
      .createQueryBuilder()
      .insert()
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    return Array.isArray(raw) && raw.length > 0 ? row : null;
  }

  /** Adds the user only while there are none at all; false otherwise. */
  addFirst(user: Omit<UserEntity, 'id' | 'disabledAt'>): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(countLock);
      if ((await manager.count(UserEntity)) > 0) return false;
      await manager.insert(UserEntity, { ...user, id: randomUUID(), disabledAt: null });
      return true;
    });
  }

  /** False, and nothing changed, when it would take away the last administrator who can sign in. */
  async change(id: string, change: UserChange): Promise<boolean> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.query(countLock);
        const before = await manager.countBy(UserEntity, activeAdmin);
        await manager.update(UserEntity, { id }, change);
        if (before > 0 && (await manager.countBy(UserEntity, activeAdmin)) === 0)
          throw new NoAdminLeft();
      });
      return true;
    } catch (error) {
      if (error instanceof NoAdminLeft) return false;
      throw error;
    }
  }
}

const activeAdmin = { role: 'admin', disabledAt: IsNull(), passwordHash: Not(IsNull()) } as const;

/** Rolls the transaction back. */
class NoAdminLeft extends Error {}
