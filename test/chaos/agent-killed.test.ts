import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventRecord } from '@lookout/shared/protocol/records';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { burstStream, writeBursts } from '../support/bursts.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder } from '../support/scratch.ts';
import { StoringHub } from '../support/storing-hub.ts';

const device = { site: 'bench', device: 'loop-1' };
const streams = ['a', 'b'];

/** Every alert of a stream, in the order of its records: raised, updated …, cleared, and the next one. */
function brokenStories(records: readonly EventRecord[], stream: string): string[] {
  const broken: string[] = [];
  let standing: string | null = null;
  for (const record of records) {
    if (!('alertId' in record) || record.stream !== stream) continue;
    const fits = record.type === 'raised' ? standing === null : standing === record.alertId;
    if (!fits) broken.push(`${record.seq} ${record.type} while ${standing} stands`);
    standing = record.type === 'cleared' ? null : record.alertId;
  }
  return broken;
}

/** The children of a process, from /proc. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s+${pid}$`, 'm').test(
          readFileSync(`/proc/${name}/status`, 'utf8'),
        );
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('an agent killed again and again under load loses no alert, tells none twice and leaves no child', async () => {
  await using scratch = await scratchFolder();
  const bursts = await writeBursts(scratch.path, 60);
  const hub = await new StoringHub(device).start();
  onTestFinished(() => hub.stop());
  const files = await configureAgent(
    scratch.path,
    { id: device.device, site: device.site, secret: 'any', brokerUrl: hub.url },
    streams.map((name) => {
      const stream = burstStream(name, bursts);
      return { ...stream, source: { ...stream.source, speed: 'max', loop: true } };
    }),
  );
  for (const [round, moreRecords] of [20, 200, 400].entries()) {
    const before = hub.records.length;
    const agent = await startAgent(files);
    const children = childrenOf(agent.pid);
    expect(children).toHaveLength(1);
    await hub.stored(({ records }) => records.length >= before + moreRecords);
    // In the second round it also has no hub when it dies.
    if (round === 1) {
      await hub.stop();
      await delay(500);
    }
    await agent.stop('SIGKILL');
    await eventually('the inference process ends', async () =>
      children.some(isAlive) ? null : true,
    );
    if (round === 1) await hub.start();
  }
  const agent = await startAgent(files);
  const sofar = hub.records.length;
  await hub.stored(({ records }) => records.length > sofar);
  await agent.stop();

  expect(hub.contradictions).toEqual([]);
  expect(hub.queues.size).toBe(1);
  const records = hub.records.toSorted((x, y) => x.seq - y.seq);
  const missing = records.filter(({ seq }, i) => seq !== i + 1);
  expect(missing.slice(0, 3)).toEqual([]);
  for (const stream of streams) expect(brokenStories(records, stream)).toEqual([]);
  expect(records.some(({ replayed }) => replayed)).toBe(true);
});
