import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLoopback } from './addresses.ts';
import { ConfigError, type HubConfig, type TlsFiles } from './config.ts';
import { defaultDataDir } from './data-dir.ts';
import { type Environment, parseEnvironment } from './environment.ts';

/** What the process knows besides its environment. */
export interface Surroundings {
  readonly cloneDir: string;
  readonly isRoot: boolean;
  readonly isTty: boolean;
}

export const surroundings = (): Surroundings => ({
  cloneDir: resolve(import.meta.dirname, '../../..'),
  isRoot: process.getuid?.() === 0,
  isTty: process.stderr.isTTY === true,
});

/** @throws ConfigError, which names the key and what is expected. */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  around: Surroundings = surroundings(),
): HubConfig {
  const parsed = parseEnvironment(env);
  const tls = tlsFiles(parsed);
  const trustedProxies = (parsed.LOOKOUT_TLS_PROXY ?? '').split(/[, ]+/).filter((it) => it !== '');
  if (!isLoopback(parsed.LOOKOUT_HOST) && tls === null && trustedProxies.length === 0)
    throw closedDoor('LOOKOUT_HOST');
  return frozen<HubConfig>({
    hubName: parsed.LOOKOUT_HUB_NAME,
    dataDir: resolve(parsed.LOOKOUT_DATA_DIR ?? defaultDataDir(around.cloneDir, around.isRoot)),
    http: {
      host: parsed.LOOKOUT_HOST,
      port: parsed.LOOKOUT_PORT,
      tls,
      trustedProxies,
      publicUrl: parsed.LOOKOUT_PUBLIC_URL ?? null,
    },
    mqtt: mqttOf(parsed, tls),
    database:
      parsed.DATABASE_URL === undefined
        ? { kind: 'embedded' }
        : { kind: 'external', url: parsed.DATABASE_URL },
    scoreRetentionDays: parsed.LOOKOUT_SCORE_RETENTION_DAYS,
    loadRetentionDays: parsed.LOOKOUT_LOAD_RETENTION_DAYS,
    workers: parsed.LOOKOUT_WORKERS,
    delivery: {
      devices: parsed.LOOKOUT_DELIVERY_DEVICES,
      cacheBytes: parsed.LOOKOUT_DELIVERY_CACHE_MB * 1024 * 1024,
    },
    assignmentKeyFile: assignmentKeyFile(parsed),
    log: {
      level: parsed.LOG_LEVEL ?? (around.isTty ? 'warn' : 'info'),
      format: around.isTty ? 'human' : 'json',
    },
  });
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(value);
}

function tlsFiles(env: Environment): TlsFiles | null {
  if (env.LOOKOUT_TLS_CERT === undefined && env.LOOKOUT_TLS_KEY === undefined) return null;
  const read = (key: 'LOOKOUT_TLS_CERT' | 'LOOKOUT_TLS_KEY', begin: RegExp): string => {
    const path = env[key];
    if (path === undefined)
      throw new ConfigError(key, 'expected too: certificate and key go together');
    const absolute = resolve(path);
    if (!begin.test(readPem(key, absolute)))
      throw new ConfigError(key, 'expected a file in PEM form');
    return absolute;
  };
  return {
    certPath: read('LOOKOUT_TLS_CERT', /-----BEGIN (TRUSTED )?CERTIFICATE-----/),
    keyPath: read('LOOKOUT_TLS_KEY', /-----BEGIN [A-Z ]*PRIVATE KEY-----/),
  };
}

function assignmentKeyFile({ LOOKOUT_ASSIGNMENT_KEY_FILE: path }: Environment): string | null {
  if (path === undefined) return null;
  const absolute = resolve(path);
  if (!/-----BEGIN PRIVATE KEY-----/.test(readPem('LOOKOUT_ASSIGNMENT_KEY_FILE', absolute)))
    throw new ConfigError('LOOKOUT_ASSIGNMENT_KEY_FILE', 'expected a private key in PEM form');
  return absolute;
}

function readPem(key: string, path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    throw new ConfigError(key, 'expected the path of a file that the hub may read');
  }
}

function mqttOf(env: Environment, tls: TlsFiles | null): HubConfig['mqtt'] {
  if (env.MQTT_URL !== undefined) return externalMqtt(env.MQTT_URL, env.LOOKOUT_DEVICE_BROKER_URL);
  const host = env.LOOKOUT_MQTT_HOST ?? (tls === null ? '127.0.0.1' : env.LOOKOUT_HOST);
  if (!isLoopback(host) && tls === null) throw closedDoor('LOOKOUT_MQTT_HOST');
  return { kind: 'embedded', host, port: env.LOOKOUT_MQTT_PORT, tls };
}

function externalMqtt(text: string, deviceUrl: string | undefined): HubConfig['mqtt'] {
  const url = new URL(text);
  const username = url.username === '' ? null : unescaped(url.username);
  const password = url.password === '' ? null : unescaped(url.password);
  if (!isLoopback(url.hostname) && username === null)
    throw new ConfigError('MQTT_URL', 'expected user and password for a broker on another machine');
  url.username = '';
  url.password = '';
  return { kind: 'external', url: url.href, username, password, deviceUrl: deviceUrl ?? null };
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError('MQTT_URL', 'expected user and password in percent-encoding');
  }
}

const closedDoor = (key: string): ConfigError =>
  new ConfigError(
    key,
    'an address other than loopback needs TLS: set LOOKOUT_TLS_CERT and LOOKOUT_TLS_KEY' +
      (key === 'LOOKOUT_HOST' ? ', or LOOKOUT_TLS_PROXY when a proxy terminates it' : ''),
  );

/** Folder of the built dashboard. */
export const dashboardDir = join(import.meta.dirname, '../../web/dist');
