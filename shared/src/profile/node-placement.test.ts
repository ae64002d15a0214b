import { expect, test } from 'vitest';
import { judgePlacement, placementOf } from './node-placement.ts';

const ran = (name: string, provider: string) => ({
  ...{ cat: 'Node', name: `${name}_kernel_time`, dur: 3 },
  args: { provider, op_name: 'Conv' },
});

test('counts each node once, by the provider that ran it', () => {
  const events = [
    { cat: 'Session', name: 'model_run', args: {} },
    ran('a', 'WebGpuExecutionProvider'),
    ran('b', 'CPUExecutionProvider'),
    ran('a', 'WebGpuExecutionProvider'),
    ran('c', 'WebGpuExecutionProvider'),
    { cat: 'Node', name: 'a_fence_before', args: { provider: 'CPUExecutionProvider' } },
    ran('d', 'SomeNewExecutionProvider'),
  ];
  expect(placementOf(events)).toEqual({ webgpu: 2, cpu: 1, SomeNewExecutionProvider: 1 });
});

test.each([[null], [{}], [[1, null, {}]]])('%j holds no node', (events) => {
  expect(placementOf(events)).toEqual({});
});

test.each([
  ['cuda', { cuda: 9 }, false, null],
  ['cuda', { cuda: 7, cpu: 2 }, false, '7 of 9 nodes ran on cuda, 2 on cpu'],
  ['cuda', { cpu: 9 }, true, 'ran none of 9 nodes on cuda (9 on cpu)'],
  ['cuda', {}, true, 'ran none of 0 nodes on cuda (no record)'],
  ['cpu', { cpu: 9 }, false, null],
])('asked for %s, ran on %j', (asked, nodes, fellBack, words) => {
  expect(judgePlacement(asked, nodes)).toEqual({ fellBack, words });
});
