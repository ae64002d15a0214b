import { describe, expect, test } from 'vitest';
import { column, loopChannels } from './loop-channels.ts';
import { type FaultLevels, type LoopFault, loopFaults, noFaults } from './loop-faults.ts';
import type { LoopState } from './loop-state.ts';
import { type FaultSpan, simulateRows } from './simulate-rows.ts';
import { buildLoop, settledState, stepLoop } from './water-loop.ts';

const periodMs = 500;
const minute = 120; // rows

const run = (seconds: number, targets: Partial<FaultLevels> = {}, seed = 1): LoopState => {
  const loop = buildLoop(seed, seed);
  let state = settledState(loop, seed);
  for (let s = 0; s < seconds; s += 0.5)
    state = stepLoop(loop, state, 0.5, { ...noFaults, ...targets }).state;
  return state;
};

describe('the physics', () => {
  const normal = run(120);
  const withFault = (fault: LoopFault, severity = 1) => run(120, { [fault]: severity });

  test('closing the valve: less flow, more pressure, the tank stays full', () => {
    const closed = withFault('valve-closing');
    expect(closed.flowLpm).toBeLessThan(0.3 * normal.flowLpm);
    expect(closed.dischargeBar).toBeGreaterThan(1.5 * normal.dischargeBar);
    expect(closed.level).toBe(1);
  });

  test('a motor that pumps less turns faster and cools down', () => {
    const closed = withFault('valve-closing');
    expect(closed.speed).toBeGreaterThan(normal.speed);
    expect(closed.motorC).toBeLessThan(normal.motorC - 0.5);
  });

  test('a leak: the pump gives more, the meter sees less, pressure and level fall', () => {
    const leaking = withFault('leak');
    expect(leaking.pumpLpm).toBeGreaterThan(normal.pumpLpm);
    expect(leaking.flowLpm).toBeLessThan(0.95 * normal.flowLpm);
    expect(leaking.dischargeBar).toBeLessThan(0.92 * normal.dischargeBar);
    expect(leaking.level).toBeLessThan(0.85);
  });

  test('what flows in flows out: pump = meter + leak, and the tank loses just that', () => {
    const later = run(60, { leak: 1 });
    const lost = later.pumpLpm - later.flowLpm;
    expect(lost).toBeGreaterThan(0.1 * later.pumpLpm);
    const nextMinute = run(120, { leak: 1 });
    // 60 l tank, 10 l/min of it made up
    expect((later.level - nextMinute.level) * 60).toBeCloseTo(lost - 10, 0);
  });

  test('a tank that runs dry makes the pump cavitate, until it has refilled', () => {
    const dry = run(900, { leak: 1 });
    expect(dry.level).toBeLessThan(0.3);
    expect(dry.dischargeBar).toBeLessThan(0.95 * withFault('leak').dischargeBar);
  });

  test('cavitation: less head and flow', () => {
    const cavitating = withFault('cavitation');
    expect(cavitating.dischargeBar).toBeLessThan(0.9 * normal.dischargeBar);
    expect(cavitating.flowLpm).toBeLessThan(0.95 * normal.flowLpm);
  });

  test('imbalance: more friction slows the motor a little and leaves the water alone', () => {
    const unbalanced = withFault('rotor-imbalance');
    expect(unbalanced.speed).toBeLessThan(normal.speed);
    expect(unbalanced.flowLpm).toBeGreaterThan(0.98 * normal.flowLpm);
    expect(unbalanced.flowLpm).toBeLessThan(1.02 * normal.flowLpm);
  });

  test('flow falls on as the valve closes on', () => {
    const flows = [0, 0.25, 0.5, 0.75, 1].map((s) => withFault('valve-closing', s).flowLpm);
    expect(flows).toEqual(flows.toSorted((a, b) => b - a));
  });

  test('a step is the same however long it is cut', () => {
    const still = { ...buildLoop(1, 1), surroundings: () => calm };
    const calm = { supply: 0, valve: 0, speed: 0, ambient: 0 };
    const start = settledState(still, 1);
    const end = (dtS: number, steps: number) => {
      let state: LoopState = start;
      for (let i = 0; i < steps; i++) state = stepLoop(still, state, dtS).state;
      return state;
    };
    expect(end(60, 5).motorC).toBeCloseTo(end(0.5, 600).motorC, 1);
    expect(end(60, 5).flowLpm).toBeCloseTo(end(0.5, 600).flowLpm, 0);
  });
});

const mean = (rows: readonly Float64Array[], c: number): number =>
  rows.reduce((sum, row) => sum + (row[c] ?? Number.NaN), 0) / rows.length;
const sd = (rows: readonly Float64Array[], c: number): number => {
  const m = mean(rows, c);
  return Math.sqrt(
    rows.reduce((sum, row) => sum + ((row[c] ?? Number.NaN) - m) ** 2, 0) / rows.length,
  );
};
const channels = loopChannels.map((_, c) => c);

describe('what the instruments say', () => {
  const faulty = (fault: LoopFault, severity = 1) => {
    const span: FaultSpan = { fault, severity, fromRow: 2 * minute, toRow: 4 * minute };
    const rows = simulateRows({ seed: 3, rows: 6 * minute, periodMs, faults: [span] });
    const before = rows.slice(0, 2 * minute);
    const during = rows.slice(3 * minute, 4 * minute);
    /** Change of each channel in standard deviations of normal rows. */
    const shift = channels.map((c) => (mean(during, c) - mean(before, c)) / sd(before, c));
    return { before, during, shift, after: rows.slice(-minute / 2) };
  };
  const up = 3;
  const down = -3;
  const {
    vibrationPump: pump,
    vibrationMotor: motor,
    current,
    pressure,
    fluidTemperature: fluid,
    flow,
  } = column;

  test.each<[LoopFault, Record<number, number>, number[]]>([
    [
      'valve-closing',
      { [flow]: down, [pressure]: up, [current]: down, [pump]: up },
      [column.voltage],
    ],
    ['leak', { [flow]: down, [pressure]: down, [current]: 1 }, [fluid, motor]],
    ['cavitation', { [flow]: down, [pressure]: down, [current]: down, [pump]: up }, [fluid]],
    ['rotor-imbalance', { [pump]: up, [motor]: up, [current]: 1 }, [flow, pressure, fluid]],
    ['sensor-drift', { [fluid]: up }, [flow, pressure, current, pump, motor]],
  ])('%s moves the right channels, and only those', (fault, moved, unmoved) => {
    const { shift } = faulty(fault);
    for (const [c, atLeast] of Object.entries(moved)) {
      const signed = (shift[Number(c)] ?? 0) * Math.sign(atLeast);
      expect(signed, loopChannels[Number(c)]?.name).toBeGreaterThan(Math.abs(atLeast));
    }
    for (const c of unmoved) expect(Math.abs(shift[c] ?? 9), loopChannels[c]?.name).toBeLessThan(2);
  });

  test.each(loopFaults.filter((fault) => fault !== 'sensor-stuck'))(
    '%s is seen at a severity of 0.3 as well, and passes',
    (fault) => {
      const { shift, after, before } = faulty(fault, 0.3);
      expect(Math.max(...shift.map(Math.abs))).toBeGreaterThan(3);
      for (const c of [pump, motor, current, pressure, flow])
        expect(Math.abs(mean(after, c) - mean(before, c)) / sd(before, c)).toBeLessThan(2);
    },
  );

  test('a stuck transmitter repeats one reading; a working one never stands still', () => {
    const { during, before } = faulty('sensor-stuck', 0.1);
    expect(new Set(during.map((row) => row[pressure])).size).toBe(1);
    expect(sd(during, flow)).toBeGreaterThan(0);
    for (const c of channels) {
      let equal = 0;
      before.forEach((row, i) => {
        if (row[c] === before[i - 1]?.[c]) equal += 1;
      });
      expect(equal, loopChannels[c]?.name).toBeLessThan(3);
    }
  });
});

describe('normal running', () => {
  test('one seed and run give one recording, to the bit', () => {
    const options = { seed: 5, rows: 50, periodMs };
    expect(simulateRows(options)).toEqual(simulateRows(options));
    expect(simulateRows({ ...options, run: 6 })).not.toEqual(simulateRows(options));
  });

  /** Levels of SKAB's 2020-02-08 recordings, where they are like it. */
  const bands: readonly [number, number][] = [
    [0.18, 0.22],
    [0.24, 0.3],
    [2.2, 2.55],
    [0.42, 0.51],
    [85, 92.5],
    [25.5, 28.5],
    [220, 236],
    [121, 132],
  ];

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('unit %s stays in the bands of its make', (seed) => {
    for (const row of simulateRows({ seed, rows: 30 * minute, periodMs: 1_000 }))
      row.forEach((value, c) => {
        const [low, high] = bands[c] ?? [0, 0];
        if (value < low || value > high)
          expect.fail(`${loopChannels[c]?.name} of unit ${seed} is ${value}`);
      });
  });

  test('without variation all units are the drawing', () => {
    const [a, b] = [1, 2].map((seed) => buildLoop(seed, seed, 0).unit);
    expect(a).toEqual(b);
    expect(buildLoop(1, 1).unit).not.toEqual(buildLoop(2, 2).unit);
  });

  test('later hours of a unit look like its training hours', () => {
    const hours = (runNumber: number, rows: number) =>
      simulateRows({ seed: 4, run: runNumber, rows, periodMs: 1_000 });
    const training = hours(100, 3 * 3_600);
    const moments = channels.map((c) => ({ mean: mean(training, c), sd: sd(training, c) }));
    for (const later of [101, 102, 103].map((r) => hours(r, 1_800))) {
      // Ten-row means, as a detector's windows see them.
      let alarms = 0;
      for (let i = 0; i + 10 <= later.length; i += 10) {
        const window = later.slice(i, i + 10);
        const z = moments.map(({ mean: m, sd: s }, c) => Math.abs(mean(window, c) - m) / s);
        if (Math.max(...z) > 4) alarms += 1;
      }
      expect(alarms).toBe(0);
    }
  });
});
