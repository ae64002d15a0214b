import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Capture, Dataset } from '@lookout/shared/protocol/datasets';
import { AlertPage, DeviceCredential } from '@lookout/shared/protocol/rest';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { burstStream, writeBursts } from '../support/bursts.ts';
import { CutLine } from '../support/cut-line.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Session } from '../support/session.ts';

const rows = 20_000;
const startMs = Date.UTC(2026, 0, 1);
const pressureAt = (row: number) => Math.fround(1 + 0.03 * Math.sin(row * 12.9898));
const timeAt = (row: number) => new Date(startMs + row * 100).toISOString();
const flow = 30.25;

/** Calm rows that compress badly: some twenty blocks of the ring. */
async function writeCalm(folder: string): Promise<string> {
  const lines = Array.from({ length: rows }, (_, row) =>
    [timeAt(row), pressureAt(row), flow + (row % 2)].join(','),
  );
  const file = join(folder, 'calm.csv');
  await writeFile(file, `time,pressure,flow\n${lines.join('\n')}\n`);
  return file;
}

async function startHub(folder: string) {
  await chmod(folder, 0o711);
  const env = {
    LOOKOUT_DATA_DIR: `${folder}/hub`,
    LOOKOUT_PORT: String(await freePort()),
    LOOKOUT_MQTT_PORT: String(await freePort()),
  };
  let hub = await HubProcess.start(env);
  const { firstAdmin } = hub.ready;
  if (firstAdmin === null) throw new Error('expected the first administrator');
  onTestFinished(() => hub.end('SIGTERM'));
  return {
    session: () => Session.signIn(hub.ready.url, firstAdmin),
    kill: async () => {
      await hub.end('SIGKILL');
      hub = await HubProcess.start(env);
    },
    mqttPort: Number(env.LOOKOUT_MQTT_PORT),
  };
}

test('a capture outlives a cut line, a killed agent and a killed hub; alerts go before it', async () => {
  await using scratch = await scratchFolder();
  const hub = await startHub(scratch.path);
  let session = await hub.session();
  const line = new CutLine(hub.mqttPort);
  await line.mend();
  onTestFinished(() => line.cut());
  const credential = DeviceCredential.parse(
    await session.post('/api/devices', { id: 'loop-1', site: 'bench' }),
  );
  const folder = join(scratch.path, 'agent');
  await mkdir(folder);
  const bursts = await writeBursts(folder, 200);
  const calm = { ...bursts, file: await writeCalm(folder) };
  const calmStream = burstStream('calm', calm);
  const files = await configureAgent(
    folder,
    { ...credential, brokerUrl: line.url },
    [
      burstStream('wild', bursts),
      { ...calmStream, source: { ...calmStream.source, speed: 'max' } },
    ],
    { capture: { bytesPerSecond: 4_000 } },
  );
  const fromAt = Date.now() - 1_000;
  let agent = await startAgent(files);
  onTestFinished(() => agent.stop());
  await eventually('the recording was read', async () =>
    /calm: the recording has ended/.test(agent.log()) ? true : null,
  );

  const toAt = Date.now();
  // The hub hears of the stream's channels with the next report.
  const asked = await eventually('the hub knows the stream', async () => {
    try {
      return Capture.parse(
        await session.post('/api/captures', {
          ...{ device: 'loop-1', stream: 'calm', name: 'calm rows', fromAt, toAt },
        }),
      );
    } catch (error) {
      if (error instanceof Error && error.message.includes('noChannels')) return null;
      throw error;
    }
  });
  const until = (what: string, enough: (capture: Capture) => boolean) =>
    eventually(
      what,
      async () => {
        const capture = await session.get(`/api/captures/${asked.id}`, Capture);
        if (capture.state === 'failed') throw new Error(`failed: ${capture.detail}`);
        return enough(capture) ? capture : null;
      },
      120_000,
    );
  const begun = await until('chunks come', ({ received }) => received >= 2);
  expect(begun).toMatchObject({ state: 'running', dataset: null });
  expect(begun.total).toBeGreaterThanOrEqual(9);
  const beganAt = Date.now();
  const meanwhile = await eventually('alerts while chunks are on their way', async () => {
    const { alerts } = await session.get('/api/alerts?state=all&limit=500', AlertPage);
    const fresh = alerts.filter(({ raisedAt, replayed }) => raisedAt > beganAt && !replayed);
    return fresh.length >= 2 ? fresh : null;
  });
  const before = await until('more chunks', ({ received }) => received >= 3);
  expect(before.state).toBe('running');
  const slowest = Math.max(...meanwhile.map(({ receivedAt, raisedAt }) => receivedAt - raisedAt));
  expect(slowest).toBeLessThan(1_500);

  await line.cut();
  await line.mend();
  const { received } = await until('it goes on', (now) => now.received > before.received);
  await agent.stop('SIGKILL');
  agent = await startAgent(files);
  const { received: afterAgent } = await until('it goes on', (now) => now.received > received);
  await hub.kill();
  session = await hub.session();
  const done = await until('all has come', ({ state }) => state === 'complete');
  expect(afterAgent).toBeLessThan(done.total ?? 0);
  expect(done.received).toBe(done.total);

  const dataset = await session.get(`/api/datasets/${done.dataset}`, Dataset);
  expect(dataset).toMatchObject({
    name: 'calm rows',
    source: { kind: 'capture', device: 'loop-1', stream: 'calm' },
    ...{ rows, periodMs: 100, fromAt: startMs, toAt: startMs + (rows - 1) * 100 },
    channels: [
      { name: 'pressure', unit: 'bar' },
      { name: 'flow', unit: 'l/min' },
    ],
  });
  const csv = await session.text(`/api/datasets/${done.dataset}/csv`);
  const [header, ...lines] = csv.trimEnd().split('\n');
  expect(header).toBe('time,pressure [bar],flow [l/min]');
  expect(lines).toHaveLength(rows);
  const wrong = lines.filter(
    (text, row) => text !== `${timeAt(row)},${pressureAt(row)},${flow + (row % 2)}`,
  );
  expect(wrong.slice(0, 3)).toEqual([]);
}, 300_000);
