import { expect, test } from 'vitest';
import { checkImports } from './imports/check.ts';
import { readRepositoryFile, repositoryFiles } from './repository.ts';

const sources = new Map(
  repositoryFiles(['{shared,edge-agent,cloud-hub,test}/**/*.{ts,tsx}']).map((file) => [
    file,
    readRepositoryFile(file),
  ]),
);

test('finds the sources of every package', () => {
  const packages = new Set([...sources.keys()].map((file) => file.split('/')[0]));
  expect([...packages].sort()).toEqual(['cloud-hub', 'edge-agent', 'shared', 'test']);
});

test('every import keeps the rules of architecture.md', () => {
  expect(checkImports(sources)).toEqual([]);
});
