import { type Command, Option } from 'commander';
import { integerBetween } from '../options.ts';

export interface KeysNewOptions {
  readonly kind: 'root' | 'release' | 'assignment';
  readonly out: string;
  readonly json: boolean;
}

export interface KeysListOptions {
  readonly after?: string;
  readonly root?: string[];
  readonly release?: string[];
  readonly assignment?: string[];
  readonly drop?: string[];
  readonly sign: string[];
  readonly days: number;
  readonly out: string;
  readonly json: boolean;
}

export interface KeysSignOptions {
  readonly key: string[];
  readonly out?: string;
}

export interface KeysInitOptions {
  readonly days: number;
  readonly json: boolean;
}

export interface KeysShowOptions {
  readonly out?: string;
  readonly json: boolean;
}

export interface KeysHubOptions {
  readonly add: boolean;
  readonly json: boolean;
}

const examples = `
Devices believe a key list, which a root key signs: it names the keys that sign releases, and the hub's own,
which signs what each device is to run. "new", "list-new" and "sign" work on files alone, on any machine.

From nothing to a signed release
  lookout keys init ~/lookout-keys
  lookout release create --model pump --version 1.0 --variant cpu-int8=./pump-int8 --sign ~/lookout-keys/release.pem

With the release key on another machine
  lookout release manifest pump@1.0 --out pump.json
  lookout keys sign pump.json --key release.pem --out signature.json        (there)
  lookout release sign pump@1.0 --signature signature.json

Another release key; another root key (signed by the old one and the new one)
  lookout keys show --out now.json
  lookout keys new --kind release --out release-2.pem
  lookout keys list-new --after now.json --release release-2.pem --drop release --sign root.pem --out next.json
  lookout keys list-new --after now.json --root root-2.pem --drop root --sign root.pem root-2.pem --out next.json
  lookout keys publish next.json

Another key of the hub: it signs with the new one as soon as the list names it
  lookout keys hub --new
  lookout keys list-new --after now.json --assignment BASE64 --sign root.pem --out next.json

KEY is a PEM file, private or public, or the base64 that these commands print; NAME=KEY names it.
`;

const days = [
  '--days <n>',
  'how long devices may go by this list',
  integerBetween(1, 36_500),
  730,
] as const;
const asJson = ['--json', 'print one JSON document', false] as const;

export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('the keys that releases and assignments are signed with')
    .description(
      'Whom devices believe: make keys, list them, sign releases, off the network if need be.',
    )
    .addHelpText('after', examples);
  registerOffline(keys);
  registerSign(keys);
  registerOnHub(keys);
}

function registerOffline(keys: Command): void {
  keys
    .command('new')
    .description('Makes an Ed25519 key; prints its id and public key. Never writes over a file.')
    .addOption(
      new Option('--kind <kind>', 'what it is for')
        .choices(['root', 'release', 'assignment'])
        .default('release'),
    )
    .requiredOption('--out <file>', 'for the private key (PEM, readable by you alone)')
    .option(...asJson)
    .action(async (options: KeysNewOptions) => {
      const { makeKey } = await import('./offline-actions.ts');
      await makeKey(options);
    });
  keys
    .command('list-new')
    .description('Composes a key list and signs it with a root key.')
    .option('--after <file>', 'the list in force: its keys stay; without it this is the first one')
    .option('--root <keys...>', 'root keys to add')
    .option('--release <keys...>', 'release keys to add')
    .option('--assignment <keys...>', 'assignment keys to add: `lookout keys hub` prints the hub’s')
    .option('--drop <keys...>', 'names or ids of keys that are believed no longer')
    .requiredOption(
      '--sign <files...>',
      'private root keys: one of the list before, one of the new',
    )
    .option(...days)
    .requiredOption('--out <file>', 'the file to write')
    .option(...asJson)
    .action(async (options: KeysListOptions) => {
      const { makeKeyList } = await import('./offline-actions.ts');
      await makeKeyList(options);
    });
}

function registerSign(keys: Command): void {
  keys
    .command('sign <manifest>')
    .description('Signs the manifest of a release; prints the signature for the hub.')
    .requiredOption('--key <files...>', 'private release keys')
    .option('--out <file>', 'write it there instead')
    .action(async (manifest: string, options: KeysSignOptions) => {
      const { signManifest } = await import('./offline-actions.ts');
      await signManifest(manifest, options);
    });
}

function registerOnHub(keys: Command): void {
  keys
    .command('init <dir>')
    .description("Makes a root key and a release key in a folder, and the hub's first key list.")
    .option(...days)
    .option(...asJson)
    .action(async (dir: string, options: KeysInitOptions) => {
      const { initHubKeys } = await import('./hub-actions.ts');
      await initHubKeys(dir, options);
    });
  keys
    .command('publish <file>')
    .description('Puts a key list in force: the hub brings it to every device.')
    .option(...asJson)
    .action(async (file: string, { json }: { json: boolean }) => {
      const { publishList } = await import('./hub-actions.ts');
      await publishList(file, json);
    });
  keys
    .command('show')
    .description('Shows the key list in force, and what is missing.')
    .option('--out <file>', 'write the signed list there')
    .option(...asJson)
    .action(async (options: KeysShowOptions) => {
      const { showKeys } = await import('./hub-actions.ts');
      await showKeys(options);
    });
  keys
    .command('hub')
    .description('Prints the public keys that the hub signs assignments with, the newest first.')
    .option('--new', 'make another one first', false)
    .option(...asJson)
    .action(async ({ new: add, json }: { new: boolean; json: boolean }) => {
      const { showHubKeys } = await import('./hub-actions.ts');
      await showHubKeys({ add, json });
    });
}
