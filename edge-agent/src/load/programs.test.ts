import { describe, expect, test } from 'vitest';
import {
  type Machine,
  processTimes,
  removeFrom,
  sharedBySession,
  writeMachine,
} from '../../../test/support/machines/machine.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { LoadSampler } from './load-sampler.ts';
import { programsIn } from './programs.ts';

test.each([
  ['none', [], null],
  ['none that used anything', [0, 0], null],
  ['one', [40], 1],
  ['two alike', [40, 40, 0], 2],
  ['one, and what hardly counts', [100, 5], 1.2],
  ['eight alike', Array.from({ length: 8 }, () => 25), 8],
])('programs at work: %s', (_, used, expected) => {
  const programs = programsIn(used);
  if (expected === null) expect(programs).toBeNull();
  else expect(programs).toBeCloseTo(expected, 1);
});

/** Two CPUs with four threads at work, the agent not counted, which have done so much in all. */
const crowd = (busy: number): Machine => ({
  'proc/stat': `cpu  ${busy} 0 0 9 0 0 0 0 0 0\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nprocs_running 5`,
});
const own: Machine = {
  'proc/self/stat': processTimes(77, 1, 1),
  'proc/77/stat': processTimes(77, 1, 1),
  'proc/self/task/77/children': '78',
  'proc/78/stat': processTimes(78, 77, 1),
};
const process = (pid: number, session: number, ticks: number): Machine => ({
  [`proc/${pid}/stat`]: processTimes(pid, 1, ticks + 1, 'S', session),
});

describe('rivals for a CPU', () => {
  /** What was done between two readings, with looks at the machine before each, and one after. */
  async function rivalsOf(before: Machine, after: Machine, removed: readonly string[] = []) {
    await using folder = await scratchFolder();
    const root = folder.path;
    const sampler = new LoadSampler({
      ...{ root, dataFolder: root, nvidiaSmi: `${root}/none`, nowMs: () => 0 },
    });
    writeMachine(root, { ...own, ...crowd(0), ...before });
    sampler.look();
    sampler.read();
    writeMachine(root, { ...crowd(200), ...after });
    for (const path of removed) removeFrom(root, path);
    sampler.look();
    sampler.read();
    sampler.look();
    const { cpuRivals } = sampler.sample();
    await sampler.stop();
    return cpuRivals;
  }

  test.each([
    [
      'one program of two processes is half of one for each of two CPUs',
      { ...process(90, 90, 0), ...process(91, 90, 0) },
      { ...process(90, 90, 100), ...process(91, 90, 100) },
      0.5,
    ],
    [
      'two are one',
      { ...process(90, 90, 500), ...process(91, 91, 0) },
      { ...process(90, 90, 600), ...process(91, 91, 100) },
      1,
    ],
    ['one that has just begun is one', {}, process(90, 90, 200), 0.5],
    [
      'what the agent itself does is not',
      { ...process(90, 90, 0) },
      { ...process(90, 90, 100), 'proc/78/stat': processTimes(78, 77, 90) },
      0.5,
    ],
    [
      'no more than are at work at once are',
      {},
      Object.assign({}, ...Array.from({ length: 20 }, (_, i) => process(90 + i, 90 + i, 10))),
      2,
    ],
    ['threads are, where most has been done by what has ended', {}, process(90, 90, 50), 2],
  ])('%s', async (_, before, after, expected) => {
    const rivals = await rivalsOf({ ...sharedBySession, ...before }, after);
    expect(rivals).toBeCloseTo(expected);
  });

  test('are not asked for while a CPU is free', async () => {
    const free = (busy: number): Machine => ({
      'proc/stat': `${crowd(busy)['proc/stat']}`.replace('procs_running 5', 'procs_running 2'),
    });
    await using folder = await scratchFolder();
    const root = folder.path;
    const sampler = new LoadSampler({
      ...{ root, dataFolder: root, nvidiaSmi: `${root}/none`, nowMs: () => 0 },
    });
    for (const ticks of [0, 200]) {
      writeMachine(root, { ...own, ...sharedBySession, ...free(ticks), ...process(90, 90, ticks) });
      sampler.look();
      sampler.read();
    }
    writeMachine(root, crowd(200));
    sampler.look();
    expect(sampler.sample()).toMatchObject({ cpuRivals: 2 });
    await sampler.stop();
  });

  test('are threads where each has a share', async () => {
    expect(await rivalsOf(process(90, 90, 0), process(90, 90, 200))).toBeCloseTo(2);
  });

  test('nothing is told by what has ended, nor by another process with its number', async () => {
    const before = { ...process(90, 90, 900), ...process(91, 91, 900), ...sharedBySession };
    const after = { ...process(90, 92, 150) };
    expect(await rivalsOf(before, after, ['proc/91'])).toBeCloseTo(2);
  });
});
