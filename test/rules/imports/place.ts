import { posix } from 'node:path';

export type PackageName = 'shared' | 'edge-agent' | 'cloud-hub' | 'web' | 'test';

/** Where a file of the repository stands in the house (architecture.md). */
export interface Place {
  /** From the repository root, with `/`. */
  readonly file: string;
  readonly pkg: PackageName;
  /** The first folder under `src`; null for the files beside `main.ts`. */
  readonly room: string | null;
  /** A test or a fixture: stands beside the code, never shipped. */
  readonly isTest: boolean;
}

/** What an import points at. */
export type Target =
  | { readonly kind: 'file'; readonly place: Place }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'npm'; readonly name: string; readonly path: string };

const sources: readonly [folder: string, pkg: PackageName][] = [
  ['cloud-hub/web/', 'web'],
  ['cloud-hub/src/', 'cloud-hub'],
  ['edge-agent/src/', 'edge-agent'],
  ['shared/src/', 'shared'],
  ['test/', 'test'],
];

export function placeOf(file: string): Place {
  const [folder, pkg] = sources.find(([prefix]) => file.startsWith(prefix)) ?? [
    '',
    'test' as const,
  ];
  const inner = file.slice(folder.length);
  const isTest = pkg === 'test' || /\.(test|fixture)\.tsx?$/.test(file);
  return { file, pkg, room: inner.includes('/') ? (inner.split('/')[0] ?? null) : null, isTest };
}

/** Resolves a specifier as the exports maps do, without looking at the disk. */
export function resolve(from: string, specifier: string): Target {
  if (specifier.startsWith('.'))
    return { kind: 'file', place: placeOf(posix.join(posix.dirname(from), specifier)) };
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier.slice(5) };
  const shared = /^@lookout\/shared\/(?!dist\/|src\/)(.+)$/.exec(specifier);
  if (shared) return { kind: 'file', place: placeOf(`shared/src/${shared[1]}.ts`) };
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return {
    kind: 'npm',
    name: parts.slice(0, length).join('/'),
    path: parts.slice(length).join('/'),
  };
}
