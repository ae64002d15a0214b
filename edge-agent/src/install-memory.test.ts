import { expect, test } from 'vitest';
import { InstallMemory } from './install-memory.ts';
import { residentBytes } from './load/process-memory.ts';

test.each([
  ['the same process', 8, 100, 150, { memoryBytes: 150, addedMemoryBytes: 50 }],
  ['another process', 9, 100, 150, { memoryBytes: 150, addedMemoryBytes: null }],
  ['no Linux', 8, null, null, { memoryBytes: null, addedMemoryBytes: null }],
])('what a load added to %s', (_, pid, first, second, figures) => {
  const child = { pids: [8] };
  const readings = [first, second];
  const memory = new InstallMemory(child, () => readings.shift() ?? null);
  memory.before();
  child.pids = [pid];
  expect(memory.after()).toEqual(figures);
});

test('a process that was begun for it counts in full', () => {
  const children = { pids: [8] };
  const memory = new InstallMemory(children, (pid) => pid * 10);
  memory.before();
  children.pids = [8, 20];
  expect(memory.after()).toEqual({ memoryBytes: 280, addedMemoryBytes: 200 });
});

test('of a real process, and of one that has ended', () => {
  const bytes = residentBytes('/', process.pid);
  if (process.platform === 'linux') expect(bytes).toBeGreaterThan(10_000_000);
  expect(residentBytes('/nowhere', process.pid)).toBeNull();
});
