import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type Repository } from 'typeorm';
import { SessionEntity } from './session.entity.ts';
import { UserEntity } from './user.entity.ts';

@Injectable()
export class SessionsRepository {
  private readonly sessions: Repository<SessionEntity>;

  constructor(private readonly dataSource: DataSource) {
    this.sessions = dataSource.getRepository(SessionEntity);
  }

  async add(session: SessionEntity): Promise<void> {
    await this.sessions.insert(session);
  }

  /** The session and its user as they are now; null when either is gone. */
  async find(tokenHash: string): Promise<{ session: SessionEntity; user: UserEntity } | null> {
    const session = await this.sessions.findOneBy({ tokenHash });
    if (session === null) return null;
    const user = await this.dataSource.getRepository(UserEntity).findOneBy({ id: session.userId });
    return user === null ? null : { session, user };
  }

  async touch(tokenHash: string, at: number): Promise<void> {
    await this.sessions.update({ tokenHash }, { lastUsedAt: at });
  }

  async remove(tokenHash: string): Promise<void> {
    await this.sessions.delete({ tokenHash });
  }

  async removeOfUser(userId: string, exceptTokenHash: string | null): Promise<void> {
    const query = this.sessions
      .createQueryBuilder()
      .delete()
      .where('user_id = :userId', { userId });
    if (exceptTokenHash !== null)
      query.andWhere('token_hash <> :exceptTokenHash', { exceptTokenHash });
    await query.execute();
  }

  async removeUnusedSince(at: number): Promise<void> {
    await this.sessions.delete({ lastUsedAt: LessThan(at) });
  }
}
