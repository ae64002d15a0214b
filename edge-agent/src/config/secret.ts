import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.ts';

/** The device's secret: from the environment, else from the one of the two keys that is set. */
export function readDeviceSecret(
  hub: { readonly secret: string | null; readonly secretFile: string | null },
  env: NodeJS.ProcessEnv,
  folder: string,
  path: string,
): string {
  if (env.LOOKOUT_SECRET) return env.LOOKOUT_SECRET;
  if (hub.secret !== null && hub.secretFile !== null)
    throw new ConfigError(
      'secret',
      `${path}: hub.secret and hub.secretFile are both set; keep one of them`,
    );
  if (hub.secret !== null) return hub.secret;
  if (hub.secretFile !== null)
    return readSecretFile(resolve(folder, hub.secretFile), `${path}: hub.secretFile`);
  throw new ConfigError(
    'secret',
    `${path}: hub.secret: missing; set hub.secret, hub.secretFile or LOOKOUT_SECRET to the secret that the hub showed when the device was enrolled`,
  );
}

/** One secret in a file of its own; the line break that editors add is not part of it. */
export function readSecretFile(file: string, key: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError('secret', `${key}: ${file} cannot be read (${code})`);
  }
  if (secret === '') throw new ConfigError('secret', `${key}: ${file} is empty`);
  return secret;
}
