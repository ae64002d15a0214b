import { expect, test } from 'vitest';
import { explainListenError } from './listen-error.ts';

const system = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

test.each([
  ['EADDRINUSE', 'portTaken', 'Port 3000 is taken; set LOOKOUT_PORT to a free one.'],
  [
    'EACCES',
    'portForbidden',
    'Port 3000 may not be opened by this user; set LOOKOUT_PORT to one above 1023.',
  ],
  [
    'EADDRNOTAVAIL',
    'noSuchAddress',
    '10.9.8.7 is no address of this machine; set LOOKOUT_HOST to one that is.',
  ],
])('%s', (code, ours, message) => {
  expect(explainListenError(system(code), '10.9.8.7', 3000, 'LOOKOUT_PORT')).toMatchObject({
    code: ours,
    message,
  });
});

test('what is not about the address is left as it is', () => {
  const error = new Error('out of memory');
  expect(explainListenError(error, '127.0.0.1', 3000, 'LOOKOUT_PORT')).toBe(error);
});
