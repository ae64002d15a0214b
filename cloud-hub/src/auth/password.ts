import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

export interface Argon2Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP password storage cheat sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
const presentCost: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;
/** The most that a stored hash may ask for. */
const largestMemory = 1024 * 1024;

const unpadded = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** `$argon2id$v=19$m=…,t=…,p=…$salt$tag`: a PHC string, so that the cost can rise later. */
export async function hashPassword(password: string, cost = presentCost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = await tagOf(password, salt, tagBytes, cost);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** False also for a stored hash that cannot be read. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = phc.exec(stored) ?? [];
  if (salt === undefined || tag === undefined) return false;
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  if (cost.memory > largestMemory) return false;
  const expected = Buffer.from(tag, 'base64');
  const actual = await tagOf(password, Buffer.from(salt, 'base64'), expected.length, cost);
  return timingSafeEqual(actual, expected);
}

/** Passwords that look alike are alike: the same letters composed in another way (RFC 8265). */
const tagOf = (
  password: string,
  salt: Uint8Array,
  tagLength: number,
  cost: Argon2Cost,
): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFKC'), nonce: salt, tagLength, ...cost });

/** Lower-case letters and digits without those that are mistaken for another; 32 of them, 5 bits each. */
const readable = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Four groups of five: 100 random bits that can be typed. */
export function randomPassword(random: (size: number) => Uint8Array = randomBytes): string {
  const letters = Array.from(random(20), (byte) => readable[byte % readable.length]).join('');
  return (letters.match(/.{5}/g) ?? []).join('-');
}
