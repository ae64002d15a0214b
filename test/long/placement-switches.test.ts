import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { PlacementRig } from '../../edge-agent/src/placement-rig.fixture.ts';

const seconds = 1_000;
const rounds = 10;

/**
 * Rows come every 20 ms; the hub changes its mind again and again, the GPU fails in a run or its process is
 * killed, and is measured anew by hand. Every row is scored once.
 */
test('no window is lost or told twice while variants change and a GPU comes and goes', async () => {
  await using rig = await PlacementRig.start();
  const { gpu, runtime } = rig.withGpu();
  rig.publish([
    { name: 'cpu-fp32', providers: ['cpu'] },
    { name: 'cpu-int8', providers: ['cpu'] },
    { name: 'gpu-fp16', providers: ['cuda'] },
  ]);
  const rows = Array.from({ length: 60_000 }, () => 0);
  const file = rig.rig.bench.recording('fast', rows);
  const stream = { source: { type: 'csv', file, speed: 5 } };
  const agent = await rig.run({ runtime, stream });
  await rig.assign();
  await rig.profiled(3);
  const to = async (variant: string, provider: string) => {
    rig.rig.forgetReports();
    await rig.choose(variant, provider);
    return rig.runs(variant, provider);
  };
  let switches = 0;
  let onCpu = 'cpu-fp32';
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [variant, provider] of [
      [onCpu === 'cpu-int8' ? 'cpu-fp32' : 'cpu-int8', 'cpu'],
      ['gpu-fp16', 'cuda'],
    ] as const) {
      const { lastSwitch } = await to(variant, provider);
      expect(lastSwitch).toMatchObject({ agreement: 1 });
      tookMs.push(lastSwitch?.tookMs ?? Number.NaN);
      switches += 1;
    }
    rig.rig.forgetReports();
    const [, pid] = agent.processes;
    if (round % 2 === 0 && pid !== undefined) process.kill(pid, 'SIGKILL');
    else gpu.set({ runs: false });
    const { running, lastSwitch } = await rig.placed((one) => one.running?.code === 'providerLost');
    expect(running?.provider).toBe('cpu');
    onCpu = running?.variant ?? '';
    expect(lastSwitch?.tookMs).toBeLessThan(1 * seconds);
    gpu.set({});
    rig.rig.forgetReports();
    const expiresAt = Date.now() + 60 * seconds;
    const args = { stream: 'press' };
    await rig.rig.broker.publish('commands', {
      id: randomUUID(),
      type: 'profile',
      args,
      expiresAt,
    });
    await rig.profiled(3);
  }
  const scored = rig.rig.rows.length;
  await rig.rig.laterJudge(5);
  expect(rig.rig.lost).toEqual([]);
  process.stderr.write(
    `${switches} switches and ${rounds} losses over ${scored} windows, none lost; a switch took ${Math.round(Math.max(...tookMs))} ms at most\n`,
  );
}, 600_000);
