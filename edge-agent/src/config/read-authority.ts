import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';

/** PEM of the authority that signed the broker's certificate. @throws ConfigError */
export function readAuthority(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError('unreadable', `hub.ca: ${file} cannot be read (${code})`);
  }
}
