/** What the hub runs with: parsed once from the environment, frozen, injected by the token `HUB_CONFIG`. */
export interface HubConfig {
  /** Names this hub in its status topic and as the broker's client; unlike other hubs of one broker. */
  readonly hubName: string;
  /** Absolute. Holds the embedded PostgreSQL, its password and the bundles. */
  readonly dataDir: string;
  readonly http: HttpConfig;
  readonly mqtt: EmbeddedMqttConfig | ExternalMqttConfig;
  readonly database: EmbeddedDatabaseConfig | ExternalDatabaseConfig;
  readonly scoreRetentionDays: number;
  /** Of load samples: trends, and what another placement policy would have done. */
  readonly loadRetentionDays: number;
  /** How many processes the hub starts for jobs; 0: all of them run elsewhere. */
  readonly workers: number;
  readonly delivery: DeliveryConfig;
  /** Absolute; holds the private key that assignments are signed with. Null: it is kept in the database. */
  readonly assignmentKeyFile: string | null;
  readonly log: LogConfig;
}

/** Of model files to devices. */
export interface DeliveryConfig {
  /** Served at a time; others wait in the order in which they asked. */
  readonly devices: number;
  /** Of files that are kept in memory, and as much of their packed blocks. */
  readonly cacheBytes: number;
}

export interface HttpConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsFiles | null;
  /** Addresses of the reverse proxies that terminate TLS in front of this hub; empty without one. */
  readonly trustedProxies: readonly string[];
  /** Where people reach the hub when that is not its own address; null otherwise. */
  readonly publicUrl: string | null;
}

export interface TlsFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface EmbeddedMqttConfig {
  readonly kind: 'embedded';
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsFiles | null;
}

export interface ExternalMqttConfig {
  readonly kind: 'external';
  /** Without credentials: may be shown. */
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** What devices are told to connect to, where that differs from what the hub uses. */
  readonly deviceUrl: string | null;
}

export interface EmbeddedDatabaseConfig {
  readonly kind: 'embedded';
}

export interface ExternalDatabaseConfig {
  readonly kind: 'external';
  /** Holds the password: never show it. */
  readonly url: string;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface LogConfig {
  readonly level: (typeof logLevels)[number];
  /** `human` on a terminal, `json` for machines. */
  readonly format: 'human' | 'json';
}

export const HUB_CONFIG = Symbol('HubConfig');

/** Configuration errors name the key and what is expected, never the value: it may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'badConfig';
  constructor(
    readonly key: string,
    expected: string,
  ) {
    super(`${key}: ${expected}`);
  }
}
