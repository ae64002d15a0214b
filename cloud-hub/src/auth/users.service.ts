import type { NewUser, Role, User, UserChange } from '@lookout/shared/protocol/rest';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import { hashPassword, randomPassword } from './password.ts';
import { SessionsService } from './sessions.service.ts';
import type { UserEntity } from './user.entity.ts';
import { UsersRepository } from './users.repository.ts';

export interface FirstAdmin {
  readonly name: string;
  /** Shown once by whoever started the hub; only its hash is kept. */
  readonly password: string;
}

/** The people who may use this hub. They are disabled, never deleted: acknowledgements carry their names. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async list(): Promise<User[]> {
    return (await this.users.list()).map(shown);
  }

  /** @throws Problem 409 nameTaken */
  async add({ name, password, role }: NewUser): Promise<User> {
    const passwordHash = await hashPassword(password);
    const user = await this.users.add({ name, role, passwordHash, createdAt: this.now() });
    if (user !== null) return shown(user);
    throw Problem.conflict('nameTaken', `There is a user ${name} already.`, 'Choose another name.');
  }

  /**
   * Ends the user's sessions where the change takes something from them.
   * @throws Problem 404 notFound, 409 lastAdmin
   */
  async change(id: string, { role, password, disabled }: UserChange): Promise<User> {
    const user = await this.users.find(id);
    if (user === null) throw Problem.notFound('user with this id');
    const change = {
      ...(role !== undefined && { role }),
      ...(password !== undefined && { passwordHash: await hashPassword(password) }),
      ...(disabled !== undefined && {
        disabledAt: disabled ? (user.disabledAt ?? this.now()) : null,
      }),
    };
    if (Object.keys(change).length > 0 && !(await this.users.change(id, change)))
      throw Problem.conflict(
        'lastAdmin',
        `${user.name} is the last administrator.`,
        'Make another user an administrator first.',
      );
    if (password !== undefined || disabled === true) await this.sessions.closeAllOf(id);
    return shown({ ...user, ...change });
  }

  /** For the command line. @throws Problem 404 notFound */
  async setPassword(name: string, password: string): Promise<void> {
    const user = await this.users.findByName(name);
    if (user === null) throw Problem.notFound(`user ${name}`);
    await this.change(user.id, { password });
  }

  /** Makes the administrator of an empty table; null when there are users. */
  async ensureFirstAdmin(): Promise<FirstAdmin | null> {
    if ((await this.users.list()).length > 0) return null;
    const [name, password, role]: [string, string, Role] = ['admin', randomPassword(), 'admin'];
    const passwordHash = await hashPassword(password);
    const added = await this.users.addFirst({ name, role, passwordHash, createdAt: this.now() });
    return added ? { name, password } : null;
  }
}

const shown = ({ id, name, role, createdAt, disabledAt }: UserEntity): User => ({
  id,
  name,
  role,
  createdAt,
  disabledAt,
});
