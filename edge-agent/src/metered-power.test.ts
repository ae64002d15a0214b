import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notMetered } from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { writeMachine } from '../../test/support/machines/machine.ts';
import { orinNanoJp6 } from '../../test/support/machines/orin-nano-jp6.ts';
import { scratchFolder } from '../../test/support/scratch.ts';
import { sourceExecArgv } from '../../test/support/source-process.ts';
import { writeToyBundle } from '../../test/support/toy-bundle.ts';
import { boardMilliwatts, readRails } from './load/power-meter.ts';
import { meterPower, type PowerReading, powerOf } from './metered-power.ts';
import { openProfiled } from './profiled-bundle.ts';
import { systemClock } from './source/clock.ts';

// Nothing loaded for 2 s, the process begins for 1 s, ready for 2 s, 50 runs in 2 s.
const phases = { emptyMs: 0, loadMs: 2_000, readyMs: 3_000, workMs: 5_000, endMs: 7_000, runs: 50 };
const readings = (milliwatts: (atMs: number) => number | null): PowerReading[] =>
  Array.from({ length: 70 }, (_, i) => ({ atMs: i * 100, milliwatts: milliwatts(i * 100) }));
const steps = (empty: number, loading: number, ready: number, atWork: number) => (atMs: number) =>
  atMs < 2_000 ? empty : atMs < 3_000 ? loading : atMs < 5_000 ? ready : atWork;

test.each([
  ['a GPU that is kept awake', steps(5_000, 9_000, 5_600, 6_100), 600, 20],
  ['a CPU that sleeps in between', steps(5_000, 7_000, 5_000, 5_250), 0, 10],
  ['a reading below that of before is noise', steps(5_000, 7_000, 4_900, 4_800), 0, 0],
  ['what settles is not counted', (t: number) => (t < 5_200 ? 5_000 : 5_500), 0, 20],
])('%s', (_, milliwatts, awakeMilliwatts, windowMillijoules) =>
  expect(powerOf(readings(milliwatts), phases)).toEqual({ awakeMilliwatts, windowMillijoules }),
);

test.each([
  ['the meter did not answer once', readings((t) => (t === 4_000 ? null : 5_000)), phases],
  ['hardly anything was read', readings(() => 5_000).slice(0, 52), phases],
  ['nothing was run', readings(() => 5_000), { ...phases, runs: 0 }],
])('unknown: %s', (_, those, when) => expect(powerOf(those, when)).toEqual(notMetered));

const child = fileURLToPath(new URL('./detect/profile/profile-child.ts', import.meta.url));
const tools = {
  child: { path: child, execArgv: sourceExecArgv },
  ...{ stepTimeoutMs: 20_000, signal: new AbortController().signal },
};

/** Milliamperes at the 5 V that the board of the fixture is fed with. */
const currentFile = 'sys/class/hwmon/hwmon1/curr1_input';

test('the board takes more as soon as something is loaded; without a meter nothing is run', async () => {
  await using folder = await scratchFolder();
  const [bundle, root] = [join(folder.path, 'bundle'), join(folder.path, 'root')];
  writeToyBundle(bundle, { channels: [{ name: 'pressure', mean: 2, sd: 0.5 }] });
  const { job } = await openProfiled(bundle);
  const meter = {
    milliwatts: () => boardMilliwatts(readRails(root)),
    phaseMs: 1_000,
    wait: async (ms: number, signal: AbortSignal) => {
      await systemClock.wait(ms, signal);
      // At once: while a file is written anew, the meter would not answer.
      writeFileSync(join(root, 'next'), '1500');
      renameSync(join(root, 'next'), join(root, currentFile));
    },
  };
  expect(await meterPower(job, 'cpu', meter, tools)).toEqual(notMetered);
  writeMachine(root, orinNanoJp6);
  writeMachine(root, { [currentFile]: '1000' });
  const { awakeMilliwatts, windowMillijoules } = await meterPower(job, 'cpu', meter, tools);
  expect(awakeMilliwatts).toBeCloseTo((0.5 * (meter.milliwatts() ?? 0)) / 1.5, 0);
  expect(windowMillijoules).toBe(0);
});
