import { chmod } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AlertPage, DeviceCredential } from '@lookout/shared/protocol/rest';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { burstStream, writeBursts } from '../support/bursts.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Session } from '../support/session.ts';

const streams = ['a', 'b', 'c', 'd'];
const seconds = 30;

test('a hub that is killed twice under load comes back by itself and has lost no alert', async () => {
  await using scratch = await scratchFolder();
  await chmod(scratch.path, 0o711);
  const bursts = await writeBursts(scratch.path, seconds);
  const env = {
    LOOKOUT_DATA_DIR: `${scratch.path}/hub`,
    LOOKOUT_PORT: String(await freePort()),
    LOOKOUT_MQTT_PORT: String(await freePort()),
  };
  let hub = await HubProcess.start(env);
  onTestFinished(() => hub.end('SIGTERM'));
  const { firstAdmin } = hub.ready;
  if (firstAdmin === null) throw new Error('expected the first administrator');
  const session = await Session.signIn(hub.ready.url, firstAdmin);
  const credential = DeviceCredential.parse(
    await session.post('/api/devices', { id: 'loop-1', site: 'bench' }),
  );
  const files = await configureAgent(
    `${scratch.path}/agent`,
    credential,
    streams.map((name) => burstStream(name, bursts)),
  );
  const agent = await startAgent(files);
  onTestFinished(() => agent.stop());

  for (let kills = 0; kills < 2; kills++) {
    await delay(8_000);
    await hub.end('SIGKILL');
    hub = await HubProcess.start(env);
    expect(hub.ready.firstAdmin).toBeNull(); // the same database as before
  }

  const expected = streams.length * bursts.alerts;
  const again = await Session.signIn(hub.ready.url, firstAdmin);
  const page = await eventually(
    'every alert',
    async () => {
      const found = await again.get('/api/alerts?state=all&limit=500', AlertPage);
      const cleared = found.alerts.filter(({ clearedAt }) => clearedAt !== null).length;
      return cleared >= expected ? found : null;
    },
    120_000,
  );
  expect(page.total).toBe(expected);
}, 300_000);
