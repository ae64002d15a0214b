import { z } from 'zod';
import { ConfigError, logLevels } from './config.ts';

const port = (fallback: number) =>
  z.coerce.number('expected a port number').int().min(0).max(65_535).default(fallback);

const hostName = z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'expected an IP address or a host name');

const urlOf = (schemes: readonly string[], example: string) =>
  z
    .string()
    .refine(
      (text) => schemes.includes(URL.parse(text)?.protocol ?? ''),
      `expected a URL such as ${example}; percent-encode special characters in its password`,
    );

/** The environment's keys, before they are brought together into a HubConfig. */
export const Environment = z.object({
  LOOKOUT_PORT: port(3000),
  LOOKOUT_MQTT_PORT: port(1883),
  LOOKOUT_HOST: hostName.default('127.0.0.1'),
  LOOKOUT_MQTT_HOST: hostName.optional(),
  LOOKOUT_TLS_CERT: z.string().optional(),
  LOOKOUT_TLS_KEY: z.string().optional(),
  LOOKOUT_TLS_PROXY: z
    .string()
    .regex(/^[0-9A-Fa-f.:/, ]+$/, 'expected IP addresses or networks, separated by commas')
    .optional(),
  LOOKOUT_PUBLIC_URL: urlOf(['http:', 'https:'], 'https://lookout.example.org').optional(),
  LOOKOUT_DATA_DIR: z.string().optional(),
  LOOKOUT_HUB_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9 and "-"')
    .default('hub'),
  DATABASE_URL: urlOf(
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host:5432/lookout',
  ).optional(),
  MQTT_URL: urlOf(['mqtt:', 'mqtts:'], 'mqtts://user:password@host:8883').optional(),
  LOOKOUT_DEVICE_BROKER_URL: urlOf(
    ['mqtt:', 'mqtts:'],
    'mqtts://broker.example.org:8883',
  ).optional(),
  LOOKOUT_SCORE_RETENTION_DAYS: z.coerce
    .number('expected a number of days')
    .int()
    .min(1)
    .max(3650)
    .default(30),
  LOOKOUT_LOAD_RETENTION_DAYS: z.coerce
    .number('expected a number of days')
    .int()
    .min(1)
    .max(3650)
    .default(7),
  LOOKOUT_WORKERS: z.coerce
    .number('expected a number of processes')
    .int()
    .min(0)
    .max(64)
    .default(1),
  LOOKOUT_DELIVERY_DEVICES: z.coerce
    .number('expected a number of devices')
    .int()
    .min(1)
    .max(10_000)
    .default(64),
  LOOKOUT_DELIVERY_CACHE_MB: z.coerce
    .number('expected a number of megabytes')
    .int()
    .min(1)
    .max(65_536)
    .default(64),
  LOOKOUT_ASSIGNMENT_KEY_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, `expected one of ${logLevels.join(', ')}`).optional(),
});
export type Environment = z.infer<typeof Environment>;

/**
 * An empty variable counts as not set: that is what `KEY=` in a compose file means.
 * @throws ConfigError for the first key that is wrong.
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ConfigError(String(issue?.path[0] ?? 'environment'), wording(issue));
}

/** Zod's own words are kept where they cannot hold the value. */
function wording(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big') return `expected at most ${issue.maximum}`;
  if (issue?.code === 'too_small') return `expected at least ${issue.minimum}`;
  if (issue?.code === 'invalid_type' && issue.expected === 'int') return 'expected a whole number';
  return issue?.message ?? 'is not valid';
}
