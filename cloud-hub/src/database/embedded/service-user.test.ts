import { expect, test } from 'vitest';
import { chooseServiceUser } from './service-user.ts';

const root = 'root:x:0:0:root:/root:/bin/bash';
const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin';
const postgres = 'postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash';

test.each([
  [
    'the one made for databases first',
    [root, nobody, postgres],
    { name: 'postgres', uid: 101, gid: 104 },
  ],
  ['the one that every system has', [root, nobody], { name: 'nobody', uid: 65534, gid: 65534 }],
  ['none', [root], null],
  ['never root under another name', [root, 'postgres:x:0:0::/:/bin/sh'], null],
  ['lines that are none', ['', '# postgres', 'postgres'], null],
])('%s', (_what, lines, expected) => {
  expect(chooseServiceUser(lines.join('\n'))).toEqual(expected);
});
