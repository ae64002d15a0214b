import { expect, test } from 'vitest';
import { byName, isFrameFile, isUnfinishedFile } from './frame-file.ts';

test.each([
  ['frame-1.JPG', true],
  ['a.b.tiff', true],
  ['frame-1.jpg.part', false],
  ['notes.txt', false],
  ['.png', false],
  ['png', false],
])('%s is a frame: %s', (name, expected) => {
  expect(isFrameFile(name)).toBe(expected);
});

test.each([
  ['.frame-1.jpg.Xa3', true],
  ['frame-1.jpg.part', true],
  ['frame-1.jpg', false],
])('%s is not done yet: %s', (name, expected) => {
  expect(isUnfinishedFile(name)).toBe(expected);
});

test('frames are in the order of their numbers', () => {
  const names = ['frame-10.png', 'frame-9.png', 'frame-09.png', 'a.png'];
  expect(names.toSorted(byName)).toEqual(['a.png', 'frame-09.png', 'frame-9.png', 'frame-10.png']);
});
