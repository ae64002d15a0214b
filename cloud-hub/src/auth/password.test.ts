import { expect, test } from 'vitest';
import { hashPassword, randomPassword, verifyPassword } from './password.ts';

const cheap = { memory: 64, passes: 1, parallelism: 1 };

test('a password is known again by its hash, and no other is', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword('correct horse battery', hash)).toBe(true);
  expect(await verifyPassword('correct horse batterz', hash)).toBe(false);
});

test('two hashes of one password differ', async () => {
  expect(await hashPassword('x', cheap)).not.toBe(await hashPassword('x', cheap));
});

test('a hash made at another cost is read at that cost', async () => {
  expect(await verifyPassword('x', await hashPassword('x', cheap))).toBe(true);
});

test('the same letters, composed in another way, are the same password', async () => {
  const hash = await hashPassword('caf\u00e9', cheap);
  expect(await verifyPassword('cafe\u0301', hash)).toBe(true);
});

test('agrees with the reference implementation (phc-winner-argon2, src/test.c)', async () => {
  const reference =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword('password', reference)).toBe(true);
});

test.each([
  ['empty', ''],
  ['another scheme', '$2b$12$abcdefghijklmnopqrstuv'],
  ['argon2i', '$argon2i$v=19$m=64,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA'],
  ['asks for a terabyte', '$argon2id$v=19$m=1073741824,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA'],
])('a stored hash that is not ours lets nobody in: %s', async (_what, stored) => {
  expect(await verifyPassword('password', stored)).toBe(false);
});

test('a password that is made up can be typed and is never the same', () => {
  const made = Array.from({ length: 100 }, () => randomPassword());
  expect(new Set(made).size).toBe(100);
  for (const password of made) expect(password).toMatch(/^([a-km-z2-9]{5}-){3}[a-km-z2-9]{5}$/);
});
