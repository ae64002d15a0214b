import { expect, test } from 'vitest';
import { RunTimes } from './run-times.ts';
import { cpu, gpu } from './situation.fixture.ts';

test('adds up what ran where, the longest first', () => {
  const times = new RunTimes();
  times.add(cpu, 10);
  times.add({ ...gpu, provider: 'cpu' }, 15);
  times.add(gpu, 20);
  times.add(cpu, 30);
  expect(times.all()).toEqual([
    { ...cpu, ms: 40 },
    { ...gpu, ms: 20 },
    { ...gpu, provider: 'cpu', ms: 15 },
  ]);
});
