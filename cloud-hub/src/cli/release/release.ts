import { type Command, InvalidArgumentError } from 'commander';
import { integerBetween } from '../options.ts';

/** A variant's name, and the folder, ZIP file or id of its bundle. */
export interface VariantOption {
  readonly name: string;
  readonly bundle: string;
}

/** A variant's name, and the file with what was measured of its bundle. */
export interface EvaluationOption {
  readonly name: string;
  readonly file: string;
}

export interface ReleaseCreateOptions {
  readonly model: string;
  /** Not "version", which is the program's own. */
  readonly version: string;
  readonly variant: readonly VariantOption[];
  readonly evaluation?: readonly EvaluationOption[];
  readonly parent?: string;
  readonly note: string;
  readonly days?: number;
  readonly sign?: string[];
  readonly json: boolean;
}

export interface ReleaseSignOptions {
  readonly signature?: string;
  readonly key?: string[];
  readonly json: boolean;
}

const examples = `
Examples
  lookout release create --model pump --version 1.0 --variant cpu-int8=./pump-int8 --sign release.pem
  lookout release create --model pump --version 1.1 --variant cpu-int8=./cpu gpu-fp16=./gpu.zip --note "winter"
  lookout release create --model camera --version 1.0 --variant cpu-int8=./cpu gpu-fp16=./gpu --evaluation cpu-int8=cpu.json
  lookout release list
  lookout release diff pump@1.0 pump@1.1
  lookout release manifest pump@1.1 --out pump.json       to be signed on another machine: lookout keys --help
  lookout release sign pump@1.1 --signature signature.json

A release is named by MODEL@VERSION, by its id, or by the first six or more digits of that. A variant is named
cpu-… or gpu-… after what it runs on; its bundle is a folder, a ZIP file, or the id of one that the hub has.
`;

const asJson = ['--json', 'print one JSON document', false] as const;

export function registerRelease(program: Command): void {
  const release = program
    .command('release')
    .summary('models as they are rolled out: make, sign, compare')
    .description(
      'Releases of models, each with a variant for every kind of machine. Works whether the hub runs or not.',
    )
    .addHelpText('after', examples);
  registerCreate(release);
  registerReading(release);
  registerChanging(release);
}

function registerCreate(release: Command): void {
  release
    .command('create')
    .description('Makes a release of bundles, and signs it where a key is given.')
    .requiredOption('--model <name>', 'of 1 to 63 of a-z, 0-9 and "-"')
    .requiredOption('--version <text>', 'one that the model does not have yet')
    .requiredOption('--variant <name=bundle...>', 'cpu-… or gpu-…, and its bundle', variant)
    .option(
      '--evaluation <name=file...>',
      'of a variant, what `lookout evaluate --json` printed',
      evaluationOf,
    )
    .option('--parent <release>', 'what it follows; default: the newest of the model')
    .option('--note <text>', 'what is new in it', '')
    .option('--days <n>', 'how long it may be installed; default: 365', integerBetween(1, 36_500))
    .option('--sign <files...>', 'private release keys')
    .option(...asJson)
    .action(async (options: ReleaseCreateOptions) => {
      const { createRelease } = await import('./release-actions.ts');
      await createRelease(options);
    });
}

function registerReading(release: Command): void {
  release
    .command('list')
    .description('Lists the releases, the newest first.')
    .option(...asJson)
    .action(async ({ json }: { json: boolean }) => {
      const { listReleases } = await import('./reading-actions.ts');
      await listReleases(json);
    });
  release
    .command('show <release>')
    .description('Shows the variants of a release and where it comes from.')
    .option(...asJson)
    .action(async (name: string, { json }: { json: boolean }) => {
      const { showRelease } = await import('./reading-actions.ts');
      await showRelease(name, json);
    });
  release
    .command('diff <a> <b>')
    .description('What the second is, seen from the first.')
    .option(...asJson)
    .action(async (a: string, b: string, { json }: { json: boolean }) => {
      const { diffOfReleases } = await import('./reading-actions.ts');
      await diffOfReleases(a, b, json);
    });
  release
    .command('manifest <release>')
    .description('Writes the bytes that are to be signed, for `lookout keys sign`.')
    .requiredOption('--out <file>', 'the file to write')
    .action(async (name: string, { out }: { out: string }) => {
      const { writeManifest } = await import('./reading-actions.ts');
      await writeManifest(name, out);
    });
}

function registerChanging(release: Command): void {
  release
    .command('sign <release>')
    .description('Signs a release, or brings a signature that was made elsewhere.')
    .option('--signature <file>', 'as `lookout keys sign` printed it')
    .option('--key <files...>', 'private release keys on this machine')
    .option(...asJson)
    .action(async (name: string, options: ReleaseSignOptions) => {
      const { signRelease } = await import('./release-actions.ts');
      await signRelease(name, options);
    });
  release
    .command('delete <release>')
    .description('Deletes a release that nothing uses; its bundles stay.')
    .option(...asJson)
    .action(async (name: string, { json }: { json: boolean }) => {
      const { deleteRelease } = await import('./release-actions.ts');
      await deleteRelease(name, json);
    });
}

export function variant(
  text: string,
  earlier: readonly VariantOption[] = [],
): readonly VariantOption[] {
  const [, name, bundle] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || bundle === undefined || !/^(cpu|gpu)-[a-z0-9][a-z0-9-]*$/.test(name))
    throw new InvalidArgumentError(
      'Expected cpu-…=BUNDLE or gpu-…=BUNDLE, such as cpu-int8=./pump-int8.',
    );
  return [...earlier, { name, bundle }];
}

export function evaluationOf(
  text: string,
  earlier: readonly EvaluationOption[] = [],
): readonly EvaluationOption[] {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined)
    throw new InvalidArgumentError('Expected VARIANT=FILE, such as cpu-int8=measured.json.');
  return [...earlier, { name, file }];
}
