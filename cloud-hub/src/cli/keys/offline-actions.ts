import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { SignatureUpload } from '@lookout/shared/protocol/registry';
import { type KeyList, ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { composeKeyList } from '../../model/keys/compose-key-list.ts';
import { publicKeyOf } from '../../model/keys/public-key.ts';
import { followKeyList, KeyListError, readKeyList } from '../../model/keys/read-key-list.ts';
import { print } from '../beside-hub.ts';
import { CliError, exitCodes, usageError } from '../exit.ts';
import { describeList } from './describe-list.ts';
import {
  nameOfFile,
  newKeyFile,
  readBytes,
  readPrivateKey,
  readPublicKeyOption,
  readSignedDocument,
  writeNew,
} from './key-files.ts';
import type { KeysListOptions, KeysNewOptions, KeysSignOptions } from './keys.ts';

// All of it works on files alone: nothing here knows of a hub.

const dayMs = 86_400_000;

export async function makeKey({ kind, out, json }: KeysNewOptions): Promise<void> {
  const { id, publicKey } = publicKeyOf(await newKeyFile(out), nameOfFile(out));
  print(
    json,
    { kind, file: out, id, publicKey },
    `The private ${kind} key is in ${out}: keep it where nobody else can read it, with a copy.\n` +
      `  id          ${id}\n  public key  ${publicKey}`,
  );
}

export async function makeKeyList(options: KeysListOptions): Promise<void> {
  const now = Date.now();
  const before = options.after === undefined ? null : await readSignedDocument(options.after);
  const known = before === null ? null : asCliError(() => readKeyList(before));
  const keys = (texts: readonly string[] = []) => Promise.all(texts.map(readPublicKeyOption));
  const list = composeKeyList(known, {
    rootKeys: await keys(options.root),
    releaseKeys: await keys(options.release),
    assignmentKeys: await keys(options.assignment),
    drop: (options.drop ?? []).map((text) => idOf(text, known)),
    createdAt: now,
    expiresAt: now + options.days * dayMs,
  });
  const signers = await Promise.all(options.sign.map(readPrivateKey));
  const document = signBytes(Buffer.from(`${JSON.stringify(list, null, 2)}\n`), signers);
  asCliError(() => followKeyList(document, known, now));
  await writeNew(options.out, `${JSON.stringify(document, null, 2)}\n`);
  print(
    options.json,
    { file: options.out, list },
    `${describeList(list)}\n\nIt is in ${options.out}; "lookout keys publish ${options.out}" puts it in force.`,
  );
}

/** What is signed is told on stderr: whoever holds the key must see what it is put to. */
export async function signManifest(file: string, options: KeysSignOptions): Promise<void> {
  const bytes = await readBytes(file);
  const { model, version, variants } = manifestIn(bytes, file);
  const signers = await Promise.all(options.key.map(readPrivateKey));
  const upload: SignatureUpload = { signatures: signBytes(bytes, signers).signatures };
  const text = `${JSON.stringify(upload, null, 2)}\n`;
  if (options.out === undefined) process.stdout.write(text);
  else await writeNew(options.out, text);
  const names = variants.map(({ name }) => name).join(', ');
  process.stderr.write(
    `Signed ${model} ${version} (${names}), ${sha256Hex(bytes).slice(0, 12)}….` +
      `${options.out === undefined ? '' : ` "lookout release sign ${sha256Hex(bytes).slice(0, 12)} --signature ${options.out}" brings it to the hub.`}\n`,
  );
}

/** A release key signs releases and nothing else. @throws CliError */
export function manifestIn(bytes: Buffer, file: string): ReleaseManifest {
  try {
    return ReleaseManifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new CliError(
      exitCodes.failure,
      `${file} is no manifest of a release. "lookout release manifest ID --out FILE" writes one.`,
    );
  }
}

/** By its name, its id or the beginning of that. */
function idOf(text: string, list: KeyList | null): string {
  const all = [
    ...(list?.rootKeys ?? []),
    ...(list?.releaseKeys ?? []),
    ...(list?.assignmentKeys ?? []),
  ];
  const found = all.filter(({ id, name }) => name === text || id.startsWith(text));
  const [id, ...others] = new Set(found.map((key) => key.id));
  if (id !== undefined && others.length === 0) return id;
  throw usageError(
    `--drop ${text}: ${id === undefined ? 'the list before names no such key' : 'several keys are called so; give the id'}.`,
  );
}

/** The words of the list's fault, with what to do. */
export function asCliError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KeyListError)) throw error;
    throw new CliError(exitCodes.failure, `${error.message} ${error.remedy}`);
  }
}
