import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Paths from the repository root, with `/`, in order; nothing installed or built. */
export function repositoryFiles(patterns: readonly string[]): string[] {
  return globSync(patterns, {
    cwd: repositoryRoot,
    exclude: (path) => /(^|\/)(node_modules|dist|\.git|\.lookout)$/.test(path),
  }).sort();
}

export const readRepositoryFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
