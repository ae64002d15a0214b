import { expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { defaultRoundLimits, shuffled, timeRounds } from './rounds.ts';

/** A machine whose clock moves only while something runs. */
function machine(costs: readonly ((run: number) => number)[]) {
  let clockMs = 0;
  const order: number[] = [];
  const said: object[] = [];
  const paused: number[] = [];
  const timed = costs.map((cost, i) => {
    let runs = 0;
    return {
      reference: 0,
      run: async () => {
        clockMs += cost(runs);
        runs += 1;
        order.push(i);
      },
    };
  });
  const random = new Random(1);
  const tools = {
    now: () => clockMs,
    random: () => random.uniform(),
    pause: async (ms: number) => {
      clockMs += ms;
      paused.push(ms);
    },
    say: async (step: object) => void said.push(step),
  };
  return { timed, tools, order, said, paused };
}

const limits = {
  ...defaultRoundLimits,
  minRounds: 4,
  maxRounds: 4,
  visitMs: 10,
  maxRunsPerVisit: 5,
};
const steady = (ms: number) => (run: number) => (run === 0 ? 100 : ms);

test('the first run stands apart, and the dear one is run less often', async () => {
  const { timed, tools } = machine([steady(4), steady(1), steady(50)]);
  const times = await timeRounds(timed, limits, tools);
  expect(times.map(({ firstRunMs }) => firstRunMs)).toEqual([100, 100, 100]);
  expect(times.map(({ runsMs }) => runsMs.length)).toEqual([3 * 4, 5 * 4, 1 * 4]);
  expect(times.map(({ roundsMs }) => roundsMs)).toEqual([4, 1, 50].map((ms) => Array(4).fill(ms)));
});

test('paced, it sleeps before each visit, and that is no part of a run', async () => {
  const { timed, tools, paused } = machine([steady(2), steady(3)]);
  const paced = { ...limits, maxRounds: 20, minRounds: 20, maxRunsPerVisit: 1, pauseMs: 20 };
  const times = await timeRounds(timed, paced, tools);
  expect(times.map(({ runsMs }) => new Set(runsMs))).toEqual([new Set([2]), new Set([3])]);
  expect(paused).toHaveLength(40);
  expect(Math.min(...paused)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...paused)).toBeLessThan(30);
  expect(new Set(paused).size).toBeGreaterThan(20);
  const { timed: unpaced, tools: others, paused: none } = machine([steady(2)]);
  await timeRounds(unpaced, limits, others);
  expect(none).toEqual([]);
});

test('they take turns, in another order each round', async () => {
  const { timed, tools, order } = machine([steady(10), steady(10), steady(10)]);
  await timeRounds(timed, { ...limits, maxRounds: 20, minRounds: 20 }, tools);
  const rounds = Array.from({ length: 20 }, (_, i) => order.slice(9 + 3 * i, 12 + 3 * i));
  expect(rounds.map((round) => round.toSorted())).toEqual(rounds.map(() => [0, 1, 2]));
  expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(3);
});

test.each([
  ['the most rounds', { maxRounds: 7, minRounds: 2 }, 7],
  ['the time', { maxRounds: 1_000, minRounds: 900, maxMs: 100 }, 5],
  ['even the first round, where it is too long', { maxRounds: 9, maxMs: 1 }, 1],
  ['a ratio that is known well enough', { maxRounds: 50, minRounds: 6, narrowTo: 0.1 }, 6],
  ['no ratio, where none is asked for', { maxRounds: 50, minRounds: 6, narrowTo: 0 }, 50],
])('what ends it: %s', async (_, change, rounds) => {
  const { timed, tools } = machine([steady(10), steady(10)]);
  const times = await timeRounds(timed, { ...limits, ...change }, tools);
  expect(times.map(({ roundsMs }) => roundsMs.length)).toEqual([rounds, rounds]);
});

test('a noisy one keeps the others at it until the time is over', async () => {
  const noise = new Random(5);
  const { timed, tools } = machine([
    steady(10),
    (run) => (run < 3 ? 10 : 1 + 100 * noise.uniform()),
  ]);
  const change = { maxRounds: 40, minRounds: 6, narrowTo: 0.05, maxMs: 1e6 };
  const [first] = await timeRounds(timed, { ...limits, ...change }, tools);
  expect(first?.roundsMs).toHaveLength(40);
});

test('it says what it is about to run, and gives a sign of life about every second', async () => {
  const { timed, tools, said } = machine([steady(300), steady(300)]);
  await timeRounds(timed, { ...limits, maxRounds: 10, minRounds: 10 }, tools);
  expect(said.slice(0, 2)).toEqual([{ first: 0 }, { first: 1 }]);
  expect(said.length).toBe(2 + 4);
});

test('every order is as likely as another', () => {
  const random = new Random(3);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6_000; i += 1) {
    const order = shuffled(3, () => random.uniform()).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
