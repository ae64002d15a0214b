import { expect, test } from 'vitest';
import { OpenCalls, type Settle } from './open-calls.ts';

test('a call is answered, refused, or ends with the connection', async () => {
  const calls = new OpenCalls(() => new Error('it has ended'));
  const settles: Settle[] = [];
  const call = () => calls.run((settle) => settles.push(settle));
  const [answered, refused, open] = [call(), call(), call()];
  settles[0]?.();
  settles[1]?.(new Error('not allowed'));
  calls.end(() => new Error('the broker has gone'));
  await expect(answered).resolves.toBeUndefined();
  await expect(refused).rejects.toThrow('not allowed');
  await expect(open).rejects.toThrow('the broker has gone');
  await expect(call()).rejects.toThrow('it has ended');
  expect(settles).toHaveLength(3);
});
