import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/cli.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

const lookout = (...args: string[]) => runCommand('lookout', args, { DATABASE_URL: postgres.url });

test('users are added, listed, and given new passwords', async () => {
  const added = await lookout('user', 'add', 'mika', '--role', 'operator', '--json');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  const { user, password } = JSON.parse(added.stdout);
  expect(user).toMatchObject({ name: 'mika', role: 'operator', disabledAt: null });
  expect(password).toMatch(/^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/);
  const renewed = await lookout('user', 'password', 'mika');
  expect(renewed.stdout).toMatch(/^mika has a new password: \S+ {2}\(shown this once\)\n$/);
  expect(renewed.stdout).not.toContain(password);
  const listed = await lookout('user', 'list');
  expect(listed.stdout).toMatch(/mika +operator +\d{4}-\d\d-\d\d/);
});

test('devices are enrolled, listed and revoked; the password file is what Mosquitto reads', async () => {
  const added = await lookout(
    'device',
    'add',
    'pump-1',
    '--site',
    'plant-a',
    '--label',
    'line=3',
    '--json',
  );
  const { secret, brokerUrl } = JSON.parse(added.stdout);
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(brokerUrl).toBe('mqtt://127.0.0.1:1883');
  const file = await lookout('device', 'passwords');
  expect(file.stdout).toMatch(/^pump-1:\$7\$101\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+\n$/);
  const renewed = await lookout('device', 'secret', 'pump-1');
  expect(renewed.stdout.trim()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect((await lookout('device', 'passwords')).stdout).not.toBe(file.stdout);
  const listed = JSON.parse((await lookout('device', 'list', '--json')).stdout);
  expect(listed).toMatchObject([{ id: 'pump-1', site: 'plant-a', labels: { line: '3' } }]);
  expect((await lookout('device', 'revoke', 'pump-1')).code).toBe(0);
  expect((await lookout('device', 'passwords')).stdout).toBe('');
});

test.each([
  [
    ['user', 'add', 'x', '--role', 'root'],
    2,
    /--role.*Allowed choices are viewer, operator, admin/,
  ],
  [['user', 'password', 'nobody'], 1, /^lookout: There is no user nobody\.\n$/],
  [['device', 'add', 'Pump 1', '--site', 'a'], 2, /^lookout: id: expected 1 to 63/],
  [['device', 'add', 'pump-2'], 2, /--site/],
  [['device', 'add', 'pump-2', '--site', 'a', '--label', 'x'], 2, /KEY=VALUE/],
  [['device', 'add', 'pump-1', '--site', 'a'], 1, /an id is given once\. Choose another id\.\n$/],
  [['device', 'revoke', 'pump-1'], 1, /^lookout: Device pump-1 was revoked before\.\n$/],
])('lookout %j ends with %i', async (args, code, words) => {
  const finished = await lookout(...args);
  expect(finished).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
  expect(finished.stderr).not.toMatch(/\n\s+at /);
});

test.each([
  ['DATABASE_URL', 'postgres://lookout:hunter2@127.0.0.1:1/lookout', /nobody listens/],
  ['DATABASE_URL', 'hunter2', /expected a URL such as/],
  ['LOOKOUT_HOST', '0.0.0.0', /needs TLS/],
])('a wrong %s: one line that names it', async (key, value, words) => {
  const { code, stderr } = await runCommand('lookout', ['hub'], {
    DATABASE_URL: postgres.url,
    [key]: value,
  });
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toMatch(new RegExp(`^lookout: ${key}: .*${words.source}`));
  expect(stderr).not.toContain('hunter2');
});
