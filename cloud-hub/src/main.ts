import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appModule } from './app.module.ts';
import { type FirstAdmin, UsersService } from './auth/users.service.ts';
import type { HttpConfig, HubConfig } from './config/config.ts';
import { explainListenError } from './config/listen-error.ts';
import { dashboardDir } from './config/load-config.ts';
import { createLogger } from './config/logger.ts';
import { publicHost } from './config/public-host.ts';
import { type HubDatabase, openHubDatabase } from './database/hub-database.ts';
import { DeviceRegistry } from './device/device-registry.ts';
import { answer, problemOf } from './http/api-error.filter.ts';
import { serveDashboard } from './http/dashboard.ts';
import { describeApi } from './http/openapi.ts';
import { secure } from './http/security.ts';
import { takeUploads } from './http/uploads.ts';
import { KeyService } from './model/keys/key.service.ts';
import { hubSchema } from './schema.ts';

/** A hub at work in this process. */
export interface RunningHub {
  /** Where people reach it. */
  readonly url: string;
  /** Where devices reach its broker. */
  readonly brokerUrl: string;
  /** Made just now, when there were no users: to be shown once, for only the hash is kept. */
  readonly firstAdmin: FirstAdmin | null;
  /** For those who run in the same process: the demonstration fleet, tests. */
  readonly devices: DeviceRegistry;
  /** Likewise: whom devices are to believe. */
  readonly keys: KeyService;
  /** Writes down what is in memory, then ends broker, HTTP and the embedded PostgreSQL. */
  close(): Promise<void>;
}

/** Bodies of the API are small; what uploads files says so at its route. */
const bodyLimitBytes = 256 * 1024;

/**
 * Starts everything and resolves when the hub answers.
 * @throws ConfigError, DatabaseError, ListenError: one line for people each, and nothing is left running
 */
export async function startHub(
  config: HubConfig,
  logger: LoggerService = createLogger(config.log),
): Promise<RunningHub> {
  const database = await openHubDatabase(config, hubSchema);
  try {
    return await startOn(database, config, logger);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function startOn(
  database: HubDatabase,
  config: HubConfig,
  logger: LoggerService,
): Promise<RunningHub> {
  const app = await NestFactory.create<NestFastifyApplication>(
    appModule(config, database),
    new FastifyAdapter(serverOptions(config.http)),
    { logger, abortOnError: false },
  );
  try {
    const server = app.getHttpAdapter().getInstance();
    await secure(server, config.http);
    takeUploads(server);
    describeApi(app);
    await serveDashboard(server, dashboardDir);
    const port = await listen(app, config.http);
    // Last: whoever starts the hub must get to see the password.
    const firstAdmin = await app.get(UsersService).ensureFirstAdmin();
    const devices = app.get(DeviceRegistry);
    return {
      url: config.http.publicUrl ?? urlOf(config.http, port),
      brokerUrl: devices.brokerUrl(),
      firstAdmin,
      devices,
      keys: app.get(KeyService),
      close: async () => {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

const serverOptions = ({ tls, trustedProxies }: HttpConfig) => ({
  bodyLimit: bodyLimitBytes,
  forceCloseConnections: true,
  // What fails before there is a route: an address that cannot be decoded, for one.
  frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
    answer(reply, problemOf(error)),
  trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
  ...(tls !== null && {
    https: { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath) },
  }),
});

/**
 * By the server itself: Nest's own `listen` logs what stands in the way in its words, beside ours.
 * @returns the port, which may be one that was free
 * @throws ListenError
 */
async function listen(app: NestFastifyApplication, { host, port }: HttpConfig): Promise<number> {
  await app.init();
  const server = app.getHttpAdapter().getInstance();
  try {
    await server.listen({ port, host });
  } catch (error) {
    throw explainListenError(error, host, port, 'LOOKOUT_PORT');
  }
  const bound = server.server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : port;
}

function urlOf(http: HttpConfig, port: number): string {
  const url = new URL(`${http.tls === null ? 'http' : 'https'}://${publicHost(http.host, http)}`);
  url.port = String(port);
  return url.origin;
}
