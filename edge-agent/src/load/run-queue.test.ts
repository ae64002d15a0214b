import { describe, expect, test } from 'vitest';
import {
  atWork,
  type Machine,
  processTimes,
  writeMachine,
} from '../../../test/support/machines/machine.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { LoadSampler } from './load-sampler.ts';
import { type QueueLook, queueIn, queueOf } from './run-queue.ts';

const looks = (cpus: number, ...others: readonly number[]) =>
  others.map((one) => ({ others: one, cpus, programs: null }));

const ofPrograms = (programs: number, of: readonly QueueLook[]) =>
  of.map((look) => ({ ...look, programs }));

describe('who works', () => {
  test.each([
    ['nobody has looked', looks(2), { cpuFullPercent: null, cpuRivals: null }],
    ['a CPU is always free', looks(2, 1, 1, 0, 1), { cpuFullPercent: 0, cpuRivals: null }],
    ['two work half of the time', looks(2, 2, 0, 2, 0), { cpuFullPercent: 50, cpuRivals: 1 }],
    ['one works always', looks(2, 1, 1, 1, 1), { cpuFullPercent: 0, cpuRivals: null }],
    ['a crowd', looks(2, 6, 8, 4, 6), { cpuFullPercent: 100, cpuRivals: 3 }],
    [
      'a crowd of one program',
      ofPrograms(1, looks(2, 6, 8)),
      { cpuFullPercent: 100, cpuRivals: 0.5 },
    ],
    [
      'few of those that work',
      ofPrograms(9, looks(2, 2, 4)),
      { cpuFullPercent: 100, cpuRivals: 1.5 },
    ],
    ['one CPU', looks(1, 1, 3), { cpuFullPercent: 100, cpuRivals: 2 }],
  ])('%s', (_, seen, expected) => expect(queueOf(seen)).toEqual(expected));

  test.each([
    ['cpu  1 2\ncpu0 1 2\ncpu1 1 2\nctxt 5\nprocs_running 3\n', 1, { others: 2, cpus: 2 }],
    ['cpu  1 2\ncpu0 1 2\nprocs_running 1\n', 2, { others: 0, cpus: 1 }],
    ['cpu  1 2\ncpu0 1 2\nprocs_running -4\n', 0, null],
    ['cpu  1 2\ncpu0 1 2\nprocs_running 99999999999\n', 0, null],
    ['procs_running 3\n', 0, null],
    ['', 0, null],
  ])('is read of %j', (stat, own, look) => expect(queueIn(stat, own)).toEqual(look));

  test('are others than the agent and its inference process', async () => {
    await using folder = await scratchFolder();
    const root = folder.path;
    const sampler = new LoadSampler({
      ...{ root, dataFolder: root, nvidiaSmi: `${root}/none`, nowMs: () => 0 },
    });
    const look = (machine: Machine) => {
      writeMachine(root, machine);
      sampler.look();
      return sampler.sample();
    };
    writeMachine(root, {
      ...atWork(2, 1),
      ...{ 'proc/self/stat': processTimes(77, 1, 1), 'proc/self/task/77/children': '78' },
      'proc/78/stat': processTimes(78, 77, 1),
    });
    sampler.read();
    expect(sampler.sample()).toMatchObject({ cpuFullPercent: null, cpuRivals: null });
    expect(look(atWork(2, 3))).toMatchObject({ cpuFullPercent: 100, cpuRivals: 1 });
    const busy = { 'proc/78/stat': processTimes(78, 77, 1, 'R') };
    expect(look({ ...atWork(2, 3), ...busy })).toMatchObject({ cpuFullPercent: 50, cpuRivals: 1 });
    await sampler.stop();
  });
});
