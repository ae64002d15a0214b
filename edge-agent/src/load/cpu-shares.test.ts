import { expect, test } from 'vitest';
import {
  type Machine,
  sharedBySession,
  writeMachine,
} from '../../../test/support/machines/machine.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { haveProgramsShares } from './cpu-shares.ts';

const inGroups = (...lines: readonly string[]): Machine => ({
  'proc/self/cgroup': lines.join('\n'),
});
const weight = (path: string): Machine => ({ [`sys/fs/cgroup/${path}cpu.weight`]: 100 });
const service = 'system.slice/lookout.service/';

test.each<[string, Machine, boolean]>([
  ['nothing is known', {}, false],
  ['sessions have', sharedBySession, true],
  ['they have not', { 'proc/sys/kernel/sched_autogroup_enabled': 0 }, false],
  [
    'version 1, the group of all',
    { ...sharedBySession, ...inGroups('4:memory:/agent', '1:cpu,cpuacct:/', '0::/') },
    true,
  ],
  ['the same without sessions', inGroups('4:memory:/agent', '1:cpu,cpuacct:/', '0::/'), false],
  ['version 1, a group of its own', inGroups('2:cpuset:/', '1:cpu:/docker/1f', '0::/'), true],
  [
    'version 2, a service of its own',
    { ...inGroups(`0::/${service}`), ...weight('system.slice/'), ...weight(service) },
    true,
  ],
  [
    'all services have one together: a thread is as good as another',
    { ...sharedBySession, ...inGroups(`0::/${service}`), ...weight('system.slice/') },
    false,
  ],
  ['no group has one', { ...sharedBySession, ...inGroups(`0::/${service}`) }, true],
  ['a container that sees no more than itself', { ...inGroups('0::/'), ...weight('') }, true],
])('programs have shares of the CPUs: %s', async (_, machine, expected) => {
  await using folder = await scratchFolder();
  writeMachine(folder.path, machine);
  expect(haveProgramsShares(folder.path)).toBe(expected);
});
