import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { maxPayloadBytes } from '@lookout/shared/protocol/messages';
import { Injectable, Logger } from '@nestjs/common';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { EmbeddedMqttConfig } from '../config/config.ts';
import { explainListenError } from '../config/listen-error.ts';
import { type Principal, refuseClientId, refusePublish, refuseSubscribe } from './authorization.ts';
import type { BrokerEndpoint } from './broker-endpoint.ts';
import type { DeviceDirectory } from './device-directory.ts';
import { LimitedConnection } from './limited-connection.ts';
import { sameSecret } from './same-secret.ts';

/** A payload and its topic; everything else in MQTT is smaller. */
const maxPacketBytes = maxPayloadBytes + 1024;
/** No device can have this name: `_` is not in the alphabet. */
const hubUser = '_hub';

/** The MQTT broker inside the hub process, for one machine; idle when MQTT_URL names another. */
@Injectable()
export class EmbeddedBroker {
  private readonly log = new Logger(EmbeddedBroker.name);
  private readonly hubPassword = randomBytes(32).toString('base64url');
  private readonly principals = new WeakMap<Client, Principal>();
  private readonly connections = new Map<string, Set<Client>>();
  private directory: DeviceDirectory | null = null;
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private boundPort: number | null = null;

  /** Until the device room has said who may come in, only the hub itself may. */
  admitBy(directory: DeviceDirectory): void {
    this.directory = directory;
  }

  /** @throws ListenError */
  async start(config: EmbeddedMqttConfig): Promise<BrokerEndpoint> {
    // Without a limit on what is under way at a time: behind one, messages that nobody hears are let go of
    // recursively, and a thousand devices that vanish together overflow the stack of the whole hub.
    const aedes = await Aedes.createBroker({ concurrency: 0 });
    this.aedes = aedes;
    this.wire(aedes);
    this.server = serverOf(config, (socket) => {
      socket.setNoDelay(true);
      aedes.handle(new LimitedConnection(socket, maxPacketBytes));
    });
    this.boundPort = await listen(this.server, config);
    const connect = () => {
      const [ours, theirs] = duplexPair();
      // Unlike a socket's, the ends of a pair know nothing of each other's destruction.
      theirs.once('close', () => ours.destroy());
      ours.once('close', () => theirs.destroy());
      aedes.handle(theirs);
      return ours;
    };
    return { kind: 'embedded', username: hubUser, password: this.hubPassword, connect };
  }

  async stop(): Promise<void> {
    const [aedes, server] = [this.aedes, this.server];
    this.aedes = null;
    this.server = null;
    if (aedes !== null) await new Promise<void>((closed) => aedes.close(closed));
    if (server?.listening === true) await new Promise((closed) => server.close(closed));
  }

  /** Where it listens; null before it has started. */
  get port(): number | null {
    return this.boundPort;
  }

  /** Ends every connection of a device, as when its credential was revoked. */
  disconnect(device: string): void {
    for (const client of this.connections.get(device) ?? []) client.close();
  }

  /** What lies here for a device because its line does not take it yet. */
  unsentBytes(device: string): number {
    let bytes = 0;
    for (const { conn } of this.connections.get(device) ?? [])
      if ('writableLength' in conn && typeof conn.writableLength === 'number')
        bytes += conn.writableLength;
    return bytes;
  }

  private wire(aedes: Aedes): void {
    aedes.authenticate = (client, username, password, done) => {
      this.identify(client, username, password).then(
        (principal) => {
          if (principal === null) return done(refusal('bad user name or password', 4), false);
          this.admit(client, principal);
          done(null, true);
        },
        (error: unknown) => {
          this.log.error(`authentication failed: ${String(error)}`);
          done(refusal('server unavailable', 3), false);
        },
      );
    };
    aedes.authorizePublish = (client, packet, done) => {
      const principal = client === null ? undefined : this.principals.get(client);
      const { topic, retain, payload } = packet;
      const payloadBytes = Buffer.byteLength(payload);
      const refused =
        principal === undefined
          ? 'not authenticated'
          : refusePublish(principal, { topic, retain, payloadBytes });
      if (refused !== null) this.log.warn(`refused ${client?.id} to publish ${topic}: ${refused}`);
      done(refused === null ? null : new Error(refused));
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const principal = this.principals.get(client);
      const refused =
        principal === undefined
          ? 'not authenticated'
          : refuseSubscribe(principal, subscription.topic);
      if (refused !== null)
        this.log.warn(`refused ${client.id} to subscribe to ${subscription.topic}: ${refused}`);
      done(null, refused === null ? subscription : null);
    };
    aedes.on('clientDisconnect', (client) => this.forget(client));
    aedes.on('clientError', (client, error) => this.log.debug(`${client.id}: ${error.message}`));
    aedes.on('connectionError', (_client, error) => this.log.debug(error.message));
  }

  private async identify(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<Principal | null> {
    if (username === undefined || password === undefined) return null;
    if (username === hubUser)
      return sameSecret(password, this.hubPassword) ? { kind: 'hub' } : null;
    const identity = await this.directory?.authenticate(username, password);
    if (identity === null || identity === undefined) {
      this.log.warn(`refused a connection as ${JSON.stringify(username.slice(0, 64))}`);
      return null;
    }
    const principal: Principal = { kind: 'device', ...identity };
    const refused = refuseClientId(principal, client.id);
    if (refused !== null) this.log.warn(`refused ${identity.device}: ${refused}`);
    return refused === null ? principal : null;
  }

  private admit(client: Client, principal: Principal): void {
    this.principals.set(client, principal);
    if (principal.kind !== 'device') return;
    const known = this.connections.get(principal.device) ?? new Set();
    this.connections.set(principal.device, known.add(client));
  }

  private forget(client: Client): void {
    const principal = this.principals.get(client);
    if (principal?.kind !== 'device') return;
    const known = this.connections.get(principal.device);
    known?.delete(client);
    if (known?.size === 0) this.connections.delete(principal.device);
  }
}

const refusal = (message: string, returnCode: number): AuthenticateError =>
  Object.assign(new Error(message), { returnCode });

function serverOf(config: EmbeddedMqttConfig, accept: (socket: Socket) => void): Server {
  if (config.tls === null) return createServer(accept);
  const { certPath, keyPath } = config.tls;
  return createTlsServer({ cert: readFileSync(certPath), key: readFileSync(keyPath) }, accept);
}

async function listen(server: Server, config: EmbeddedMqttConfig): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(config.port, config.host, resolve);
  try {
    await promise;
  } catch (error) {
    throw explainListenError(error, config.host, config.port, 'LOOKOUT_MQTT_PORT');
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : config.port;
}
