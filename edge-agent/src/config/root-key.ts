import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readPublicKey, verifyingKey } from '@lookout/shared/bundle/signature';
import { ConfigError } from './config-error.ts';

/**
 * @param entry base64 of the SPKI DER, or the path of a PEM file
 * @returns base64 of the SPKI DER
 * @throws ConfigError `rootKey`
 */
export function readRootKey(entry: string, folder: string, key: string): string {
  const found = inline(entry) ?? fromFile(resolve(folder, entry), key);
  return found.export({ type: 'spki', format: 'der' }).toString('base64');
}

function inline(entry: string): KeyObject | null {
  try {
    return readPublicKey(entry).key;
  } catch {
    return null;
  }
}

function fromFile(file: string, key: string): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError(
      'rootKey',
      `${key}: neither base64 of a public key nor a file that can be read (${code})`,
    );
  }
  try {
    return verifyingKey(createPublicKey(pem)).key;
  } catch (error) {
    const why = error instanceof TypeError ? error.message : 'there is no public key in it';
    throw new ConfigError(
      'rootKey',
      `${key}: ${file}: ${why}; expected an Ed25519 public key as "lookout keys" writes it`,
    );
  }
}
