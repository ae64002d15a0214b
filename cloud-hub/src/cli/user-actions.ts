import { text } from 'node:stream/consumers';
import { NewUser } from '@lookout/shared/protocol/rest';
import { randomPassword } from '../auth/password.ts';
import type { UsersService } from '../auth/users.service.ts';
import { usersBesideHub } from '../auth/users-beside-hub.ts';
import { besideHub, print } from './beside-hub.ts';
import { usageError } from './exit.ts';
import { table } from './table.ts';
import type { UserAddOptions, UserPasswordOptions } from './user.ts';

const onUsers = <T>(work: (users: UsersService) => Promise<T>): Promise<T> =>
  besideHub((database, config) => work(usersBesideHub(database, config)));

export async function addUser(name: string, options: UserAddOptions): Promise<void> {
  const password = await choosePassword(options.passwordStdin);
  const wanted = checked({ name, password, role: options.role });
  const user = await onUsers((users) => users.add(wanted));
  const shown = options.passwordStdin ? null : password;
  const secret = shown === null ? '' : ` with the password  ${shown}  (shown this once)`;
  print(options.json, { user, password: shown }, `${user.name} is ${user.role}${secret}`);
}

export async function listUsers(json: boolean): Promise<void> {
  const all = await onUsers((users) => users.list());
  const rows = all.map(({ name, role, createdAt, disabledAt }) => [
    name,
    role,
    new Date(createdAt).toISOString().slice(0, 10),
    disabledAt === null ? '' : 'disabled',
  ]);
  print(json, all, table(['name', 'role', 'since', ''], rows));
}

export async function setPassword(name: string, options: UserPasswordOptions): Promise<void> {
  const password = await choosePassword(options.passwordStdin);
  checked({ name, password, role: 'viewer' });
  await onUsers((users) => users.setPassword(name, password));
  const shown = options.passwordStdin ? null : password;
  const secret = shown === null ? '' : `: ${shown}  (shown this once)`;
  print(options.json, { name, password: shown }, `${name} has a new password${secret}`);
}

const choosePassword = async (fromStdin: boolean): Promise<string> =>
  fromStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : randomPassword();

/** The words name the field, never what was typed. */
function checked(user: NewUser): NewUser {
  const result = NewUser.safeParse(user);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usageError(`${issue?.path.join('.')}: ${issue?.message}`);
}
