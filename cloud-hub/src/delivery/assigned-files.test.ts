import { expect, test } from 'vitest';
import { AssignedFiles } from './assigned-files.ts';

function source() {
  const assigned: Record<string, string[]> = { 'pump-1': ['r1'] };
  const files: Record<string, string[]> = { r1: ['a', 'b'], r2: ['b', 'c'] };
  const asked: string[] = [];
  let now = 1_000;
  const subject = new AssignedFiles(
    {
      assignedTo: async (device) => {
        asked.push(device);
        return assigned[device] ?? [];
      },
      filesOf: async (release) => {
        asked.push(release);
        return files[release] ?? [];
      },
    },
    () => now,
  );
  return { subject, assigned, asked, wait: (ms: number) => (now += ms) };
}

test('files of the own releases, and no others', async () => {
  const { subject } = source();
  expect(await subject.includes('pump-1', 'a')).toBe(true);
  expect(await subject.includes('pump-1', 'c')).toBe(false);
  expect(await subject.includes('pump-2', 'a')).toBe(false);
});

test('a device that asks again and again costs no query', async () => {
  const { subject, asked } = source();
  for (let i = 0; i < 5; i += 1) await subject.includes('pump-1', 'a');
  expect(asked).toEqual(['pump-1', 'r1']);
});

test('what is assigned counts at once, what is taken away not for long', async () => {
  const { subject, assigned, wait } = source();
  expect(await subject.includes('pump-1', 'c')).toBe(false);
  assigned['pump-1'] = ['r2'];
  expect(await subject.includes('pump-1', 'c')).toBe(true);
  assigned['pump-1'] = [];
  wait(10_001);
  expect(await subject.includes('pump-1', 'c')).toBe(false);
});
