import type { ClientToServer, ServerToClient } from '@lookout/shared/protocol/live';
import type { Server, Socket } from 'socket.io';
import type { CurrentUser } from '../auth/current-user.ts';

/** What a connection was let in with. */
export interface ClientData {
  user: CurrentUser;
  /** The Cookie header of the handshake. */
  cookie: string;
  /** Packets that the transport has not taken yet. */
  waiting: number;
}

type NoEvents = Record<string, never>;
export type LiveServer = Server<ClientToServer, ServerToClient, NoEvents, ClientData>;
export type LiveClient = Socket<ClientToServer, ServerToClient, NoEvents, ClientData>;
