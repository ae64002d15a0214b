import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { verifyingKey } from '@lookout/shared/bundle/signature';
import { SignedDocument } from '@lookout/shared/protocol/signed';
import type { PublicKey } from '@lookout/shared/protocol/signed-documents';
import { publicKeyOf } from '../../model/keys/public-key.ts';
import { CliError, exitCodes, usageError } from '../exit.ts';

/** Makes a key in a file that only its owner may read. @throws CliError where there is one already */
export async function newKeyFile(path: string): Promise<KeyObject> {
  const key = generateKeyPairSync('ed25519').privateKey;
  await writeNew(path, key.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  return key;
}

/** @throws CliError */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  const pem = await readText(path);
  try {
    const key = createPrivateKey(pem);
    verifyingKey(key);
    return key;
  } catch {
    throw failure(
      `${path} is no Ed25519 private key in PEM form. \`lookout keys new --out FILE\` makes one.`,
    );
  }
}

/** `[NAME=]KEY`: a PEM file, private or public, or the base64 that `lookout keys` prints. @throws CliError */
export async function readPublicKeyOption(text: string): Promise<PublicKey> {
  const [, name, key = text] = /^([^=/]+)=(?!=?$)(.+)$/.exec(text) ?? [];
  if (/^[A-Za-z0-9+/]{50,}={0,2}$/.test(key)) return publicKeyOf(ofBase64(key), name ?? 'unnamed');
  return publicKeyOf(ofPem(await readText(key), key), name ?? nameOfFile(key));
}

export const nameOfFile = (path: string): string => basename(path, extname(path));

/** @throws CliError where it is not there, or is none */
export async function readSignedDocument(path: string): Promise<SignedDocument> {
  const document = SignedDocument.safeParse(await readJson(path));
  if (document.success) return document.data;
  throw failure(`${path} is no signed document, as \`lookout keys list-new\` writes it.`);
}

/** @throws CliError */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw failure(`${path} holds no JSON.`);
  }
}

/** @throws CliError */
export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}

/** @throws CliError */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw failure(`${path} cannot be read: is there such a file?`);
  }
}

/** Never writes over anything. @throws CliError */
export async function writeNew(
  path: string,
  text: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw failure(
      exists ? `${path} is there already; choose another file.` : `${path} cannot be written.`,
    );
  }
}

function ofBase64(text: string): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
  } catch {
    throw usageError(`${text} is no public key, as \`lookout keys\` prints it.`);
  }
}

function ofPem(pem: string, path: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    verifyingKey(key);
    return key;
  } catch {
    throw failure(`${path} is no Ed25519 key in PEM form.`);
  }
}

const failure = (message: string): CliError => new CliError(exitCodes.failure, message);
