import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import type { CurrentUser } from './current-user.ts';
import { readToken, type SessionCookie, sessionCookie, setCookie } from './session-cookie.ts';
import { SessionsRepository } from './sessions.repository.ts';

const hourMs = 3_600_000;
/** A session that is used goes on; a control room's screen stays signed in. */
export const idleLimitMs = 12 * hourMs;
export const ageLimitMs = 30 * 24 * hourMs;
/** The time of last use is written down at most this often. */
const touchEveryMs = 60_000;

export interface Session {
  readonly user: CurrentUser;
  readonly tokenHash: string;
}

export const isLive = (times: { createdAt: number; lastUsedAt: number }, now: number): boolean =>
  now - times.lastUsedAt < idleLimitMs && now - times.createdAt < ageLimitMs;

/**
 * Sessions, whatever proved who the user is: a password here, an OpenID provider when one is added. The
 * cookie holds a random token, the table its hash.
 */
@Injectable()
export class SessionsService {
  private readonly cookie: SessionCookie;

  constructor(
    private readonly sessions: SessionsRepository,
    @Inject(HUB_CONFIG) { http }: HubConfig,
    @Inject(CLOCK) private readonly now: Clock,
  ) {
    this.cookie = sessionCookie(http.port, http.tls !== null || http.trustedProxies.length > 0);
  }

  /** Begins a session; returns its Set-Cookie header. */
  async open(userId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const at = this.now();
    await this.sessions.removeUnusedSince(at - idleLimitMs);
    await this.sessions.add({ tokenHash: hashOf(token), userId, createdAt: at, lastUsedAt: at });
    return setCookie(this.cookie, token, ageLimitMs / 1000);
  }

  /** The session behind a Cookie header; null when it is missing, malformed, over, or its user disabled. */
  async sessionFromCookie(header: string | undefined): Promise<Session | null> {
    const token = readToken(this.cookie, header);
    if (token === null) return null;
    const found = await this.sessions.find(hashOf(token));
    const at = this.now();
    if (found === null || found.user.disabledAt !== null || !isLive(found.session, at)) return null;
    const { session, user } = found;
    if (at - session.lastUsedAt > touchEveryMs) await this.sessions.touch(session.tokenHash, at);
    return {
      user: { id: user.id, name: user.name, role: user.role },
      tokenHash: session.tokenHash,
    };
  }

  /** Ends the session; returns the Set-Cookie header that takes the cookie away. */
  async close(header: string | undefined): Promise<string> {
    const token = readToken(this.cookie, header);
    if (token !== null) await this.sessions.remove(hashOf(token));
    return setCookie(this.cookie, null, 0);
  }

  /** When a password or role changes: everywhere but here. */
  async closeAllOf(userId: string, except: Session | null = null): Promise<void> {
    await this.sessions.removeOfUser(userId, except?.tokenHash ?? null);
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
