import { type Command, Option } from 'commander';

export interface UserAddOptions {
  readonly role: 'viewer' | 'operator' | 'admin';
  readonly passwordStdin: boolean;
  readonly json: boolean;
}
export type UserPasswordOptions = Pick<UserAddOptions, 'passwordStdin' | 'json'>;

const examples = `
A password is made up and shown once, unless --password-stdin reads one (at least 12 characters).

Examples
  lookout user add mika --role operator
  printf %s "$SECRET" | lookout user password admin --password-stdin
`;

export function registerUser(program: Command): void {
  const user = program
    .command('user')
    .summary('add and list the people who sign in, set their passwords')
    .description('The people who may sign in to the hub. Works whether the hub runs or not.')
    .addHelpText('after', examples);
  user
    .command('add <name>')
    .description('Adds a user.')
    .addOption(
      new Option('--role <role>', 'viewers look, operators act, admins change')
        .choices(['viewer', 'operator', 'admin'])
        .default('viewer'),
    )
    .option('--password-stdin', 'read the password from standard input', false)
    .option('--json', 'print one JSON document', false)
    .action(async (name: string, options: UserAddOptions) => {
      const { addUser } = await import('./user-actions.ts');
      await addUser(name, options);
    });
  user
    .command('list')
    .description('Lists the users.')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { listUsers } = await import('./user-actions.ts');
      await listUsers(json);
    });
  user
    .command('password <name>')
    .description("Sets a user's password and ends their sessions.")
    .option('--password-stdin', 'read the password from standard input', false)
    .option('--json', 'print one JSON document', false)
    .action(async (name: string, options: UserPasswordOptions) => {
      const { setPassword } = await import('./user-actions.ts');
      await setPassword(name, options);
    });
}
