import type { LoginRequest, Me, PasswordChange } from '@lookout/shared/protocol/rest';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import type { CurrentUser } from './current-user.ts';
import { LoginThrottle } from './login-throttle.ts';
import { hashPassword, randomPassword, verifyPassword } from './password.ts';
import { type Session, SessionsService } from './sessions.service.ts';
import { UsersRepository } from './users.repository.ts';

/** Proves by password who a user is. */
@Injectable()
export class LoginService {
  private readonly log = new Logger(LoginService.name);
  private readonly throttle = new LoginThrottle();
  /** Checked where there is no user, so that the time taken does not tell which names exist. */
  private readonly nobodysHash = hashPassword(randomPassword());

  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws Problem 401 badCredentials, 429 tooManyAttempts */
  async login(request: LoginRequest, address: string): Promise<{ me: Me; setCookie: string }> {
    const key = `${address} ${request.name.toLowerCase()}`;
    this.refuseWhileThrottled(key);
    const user = await this.users.findByName(request.name);
    const hash = user?.passwordHash ?? (await this.nobodysHash);
    const right = await verifyPassword(request.password, hash);
    if (user === null || user.passwordHash === null || user.disabledAt !== null || !right) {
      this.throttle.failed(key, this.now());
      this.log.warn(`failed to sign in from ${address}`);
      throw new Problem(401, 'badCredentials', 'Name or password is wrong.');
    }
    this.throttle.succeeded(key);
    const { id, name, role } = user;
    return { me: { id, name, role }, setCookie: await this.sessions.open(id) };
  }

  /** Ends the user's other sessions. @throws Problem 403 badCredentials, 429 tooManyAttempts */
  async changePassword(
    user: CurrentUser,
    { current, next }: PasswordChange,
    session: Session,
  ): Promise<void> {
    const key = `${user.id} password`;
    this.refuseWhileThrottled(key);
    const stored = (await this.users.find(user.id))?.passwordHash ?? (await this.nobodysHash);
    if (!(await verifyPassword(current, stored))) {
      this.throttle.failed(key, this.now());
      throw new Problem(403, 'badCredentials', 'The present password is wrong.');
    }
    this.throttle.succeeded(key);
    await this.users.change(user.id, { passwordHash: await hashPassword(next) });
    await this.sessions.closeAllOf(user.id, session);
  }

  private refuseWhileThrottled(key: string): void {
    const seconds = Math.ceil(this.throttle.waitMs(key, this.now()) / 1000);
    if (seconds === 0) return;
    throw new Problem(
      429,
      'tooManyAttempts',
      'Too many wrong passwords.',
      `Try again in ${seconds} s.`,
      { 'retry-after': String(seconds) },
    );
  }
}
