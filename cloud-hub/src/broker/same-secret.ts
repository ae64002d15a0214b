import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (secret: string | Uint8Array): Buffer =>
  createHash('sha256').update(secret).digest();

/** Compares in a time that tells nothing about where they differ, nor how long they are. */
export const sameSecret = (a: string | Uint8Array, b: string | Uint8Array): boolean =>
  timingSafeEqual(digest(a), digest(b));
