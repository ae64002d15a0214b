import { expect, test } from 'vitest';
import { noMemory } from './placement.ts';
import { cpu, gpu, nets, type Phase, seen, tell } from './situation.fixture.ts';

const slow = (seconds: number, lagMs: number): Phase => ({ seconds, load: seen(cpu, lagMs) });
const told = (phases: readonly Phase[]) =>
  tell({ running: cpu, policy: { forbid: ['gpu'] }, phases }).map(({ at, decision }) => ({
    at,
    correction: decision.predicted.find(({ variant }) => variant === cpu.variant)?.correction ?? 0,
    others: decision.predicted.find(({ variant }) => variant === gpu.variant)?.correction ?? 0,
  }));

test('the prediction comes to what is observed within minutes, and not with one sample', () => {
  const steps = told([slow(900, 640)]);
  const expected = 640 / 328; // of 320 ms, stretched by the 10 % that others use
  expect(steps.find(({ at }) => at === 5_000)?.correction).toBeLessThan(1.2);
  expect(steps.find(({ at }) => at === 120_000)?.correction).toBeCloseTo(expected, 1);
  expect(steps.at(-1)?.correction).toBeCloseTo(expected, 1);
  expect(steps.at(-1)?.others).toBe(1);
});

test('what is learned is bounded', () => {
  expect(told([slow(3_600, 100_000)]).at(-1)?.correction).toBeLessThanOrEqual(4);
  expect(told([slow(3_600, 0.01)]).at(-1)?.correction).toBeGreaterThanOrEqual(0.4);
});

test('what is not observed any more is believed less', () => {
  const learned = told([slow(900, 640), { seconds: 2 * 3_600 }]);
  const [then, now] = [learned.find(({ at }) => at === 895_000), learned.at(-1)];
  expect(now?.correction).toBeLessThan(1 + 0.2 * ((then?.correction ?? 0) - 1));
});

test('nothing is learned of a sample that was measured on another variant', () => {
  const phases = [{ seconds: 600, load: seen(gpu, 5_000) }];
  expect(told(phases).at(-1)?.correction).toBe(1);
});

test('a variant that was learned to be late is not taken for its profile', () => {
  const memory = { ...noMemory, corrections: { 'gpu-fp16/cuda': 4 } };
  const profiles = nets.light.map((one) =>
    one.variant === gpu.variant ? { ...one, p95Us: 140_000 } : one,
  );
  const first = tell({ profiles, memory, phases: [{ seconds: 5 }] })[0];
  expect(first?.decision.choice).toMatchObject(cpu);
  expect(first?.decision.predicted.at(-1)).toMatchObject({ idleP95Us: 140_000, correction: 4 });
});
