import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** Few rounds suffice: the secret is 256 random bits, not a word. As many as mosquitto_passwd takes. */
const rounds = 101;
const saltBytes = 12;
const hashBytes = 64;

export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * `$7$rounds$salt$hash`: PBKDF2-SHA512 as in a Mosquitto password file (mosquitto, password_mosq.c), so that
 * one column serves the embedded broker and `lookout device passwords`.
 */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(secret, salt, rounds, hashBytes, 'sha512');
  return `$7$${rounds}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

const format = /^\$7\$(\d{1,7})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** False also for a stored hash that cannot be read. */
export async function verifySecret(secret: Uint8Array | string, stored: string): Promise<boolean> {
  const [, count, salt, hash] = format.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const saltOf = Buffer.from(salt, 'base64');
  const actual = await derive(secret, saltOf, Number(count), expected.length, 'sha512');
  return timingSafeEqual(actual, expected);
}
