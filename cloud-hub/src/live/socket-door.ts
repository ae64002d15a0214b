import { Inject, Injectable } from '@nestjs/common';
import { isSameOrigin } from '../auth/same-origin.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { doorkeeper } from '../http/security.ts';
import type { ClientData, LiveClient } from './live-server.ts';

/** The socket under the same rules as REST: our own pages only, and a session. */
@Injectable()
export class SocketDoor {
  private readonly admits: (address: string) => boolean;

  constructor(
    private readonly sessions: SessionsService,
    @Inject(HUB_CONFIG) private readonly config: HubConfig,
  ) {
    this.admits = doorkeeper(config.http);
  }

  /** Null for one that may not come in. */
  async admit({ headers, address }: LiveClient['handshake']): Promise<ClientData | null> {
    const cookie = headers.cookie ?? '';
    if (!this.admits(address) || !isSameOrigin(headers, this.config.http.publicUrl)) return null;
    const session = await this.sessions.sessionFromCookie(cookie);
    return session === null ? null : { user: session.user, cookie, waiting: 0 };
  }

  /** The user signed out, was disabled, or the session is over. */
  async isClosedFor({ cookie }: ClientData): Promise<boolean> {
    return (await this.sessions.sessionFromCookie(cookie)) === null;
  }
}
