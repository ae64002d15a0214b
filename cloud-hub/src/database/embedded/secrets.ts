import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { DatabaseError } from '../database-error.ts';

/** How to reach the embedded server: kept beside its data, readable by the hub's user alone. */
const Secrets = z.object({
  port: z.int().min(1).max(65_535),
  password: z.string().min(32),
});
export type Secrets = z.infer<typeof Secrets>;

/** Null when there is no such file yet. @throws DatabaseError dataDirUnusable when it is damaged. */
export function readSecrets(path: string): Secrets | null {
  if (!existsSync(path)) return null;
  try {
    return Secrets.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new DatabaseError(
      'dataDirUnusable',
      `${path} is damaged; restore it from a backup, or move the whole data folder away to begin anew.`,
      { cause },
    );
  }
}

export function writeSecrets(path: string, secrets: Secrets): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

export const newPassword = (): string => randomBytes(32).toString('base64url');
