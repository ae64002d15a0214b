import { expect, test } from 'vitest';
import { hashSecret, newSecret, verifySecret } from './device-secret.ts';

test('a secret is known again by its hash, and no other is', async () => {
  const secret = newSecret();
  const hash = await hashSecret(secret);
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(hash).toMatch(/^\$7\$101\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==$/);
  expect(await verifySecret(Buffer.from(secret), hash)).toBe(true);
  expect(await verifySecret(newSecret(), hash)).toBe(false);
});

test('reads what mosquitto_passwd 2.0.11 wrote', async () => {
  const written =
    '$7$101$xvi88CaaRkQS+l7r$udc1J+5LFYJRsDDk0b/bYAvc9nN04jLJtuL/jas6o2pLAfkYDY30joiXKBFis3H3jfBI+PcUedqNLyb1yrjzcg==';
  expect(await verifySecret('s3cret-of-pump-1', written)).toBe(true);
  expect(await verifySecret('s3cret-of-pump-2', written)).toBe(false);
});

test.each(['', '$6$salt$hash', '$7$101$salt', '$7$99999999$AAAA$AAAA', 'plain'])(
  'a stored hash that is not ours lets nobody in: %j',
  async (stored) => {
    expect(await verifySecret('plain', stored)).toBe(false);
  },
);
