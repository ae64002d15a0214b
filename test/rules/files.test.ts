import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile, repositoryFiles, repositoryRoot } from './repository.ts';
import { foldersOfRoomMap } from './room-map.ts';
import { maxFileLines, maxFunctionLines, oversized } from './size.ts';
import { skippedTests } from './skipped.ts';

const files = repositoryFiles(['{shared,edge-agent,cloud-hub,test}/**/*.{ts,tsx}']);
const isTest = (file: string) => /^test\/|\.(test|fixture)\.tsx?$/.test(file);

describe('the repository', () => {
  test('has no file and no function past its size', () => {
    expect(files.flatMap((f) => oversized(f, readRepositoryFile(f), !isTest(f)))).toEqual([]);
  });

  test('skips no test', () => {
    expect(files.filter(isTest).flatMap((f) => skippedTests(f, readRepositoryFile(f)))).toEqual([]);
  });

  test('has the folders that README maps', () => {
    const named = foldersOfRoomMap(readRepositoryFile('README.md'));
    expect(named.filter((folder) => !existsSync(join(repositoryRoot, folder)))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `f(${i});`).join('\n');

  test.each([
    ['a file at the limit', lines(maxFileLines), []],
    ['a file past it', lines(maxFileLines + 1), [`a.ts: 401 lines, at most ${maxFileLines}`]],
    ['a function at the limit', `f(() => {\n${lines(maxFunctionLines - 2)}\n});`, []],
    [
      'a function past it',
      `\n\nfunction g() {\n${lines(maxFunctionLines - 1)}\n}`,
      [`a.ts:3: function of 61 lines, at most ${maxFunctionLines}`],
    ],
  ])('size: %s', (_, source, found) => expect(oversized('a.ts', source, true)).toEqual(found));

  test.each([
    ['test.skip("a", f);', ['a.test.ts:1: test.skip']],
    ['describe\n  .only("a", f);', ['a.test.ts:1: describe.only']],
    ['test.concurrent.skip("a", f);', ['a.test.ts:1: test.skip']],
    ['\nit.todo("a");', ['a.test.ts:2: it.todo']],
    ['test.skipIf(b)("a", f);', ['a.test.ts:1: test.skipIf']],
    ['test("a", (context) => context.skip());', ['a.test.ts:1: context.skip()']],
    ['test("a", ({ skip }) => skip());', ['a.test.ts:1: skip()']],
    ['test.each([1])("a", f); reader.skip(3);', []],
  ])('skipped: %s', (source, found) => expect(skippedTests('a.test.ts', source)).toEqual(found));

  test('room map: nested folders stand under the one above', () => {
    const map =
      '```\nshared/       both\n  src/onnx/   graphs\n  src/bundle/\ntest/\n```\nno/ map\n';
    expect(foldersOfRoomMap(map)).toEqual([
      'shared/',
      'shared/src/onnx/',
      'shared/src/bundle/',
      'test/',
    ]);
  });
});
