import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { zipBundle } from '../../../cloud-hub/dist/model/bundle-zip.js';
import { paddedBundle } from '../../support/padded-bundle.ts';
import { publishKeys, signedRelease } from '../../support/release-kit.ts';
import { Session } from '../../support/session.ts';
import type { Tables } from '../tables.ts';
import {
  type Approval,
  type Approve,
  approveDirectly,
  approveRollout,
  untilHeard,
} from './approve.ts';
import type { FleetReady, FleetState, FleetTask, HubReady, HubUsage } from './messages.ts';

const devices = 1_000;
const modelBytes = 500_000;
const installMs = 2_000;
const rate = 50;
const wantedShare = 0.95;
const giveUpMs = 300_000;
const channel = { name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 };

/**
 * From approval to 95 % committed, one wave over the whole fleet.
 * @param how `rollout` by the executor; `direct` writes all assignments at once, without one
 */
export async function benchRollout(how: 'rollout' | 'direct'): Promise<Tables> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lookout-bench-'));
  await chmod(dataDir, 0o711);
  const children: ChildProcess[] = [];
  try {
    const hub = start(children, 'hub.ts', environment(dataDir));
    const ready = await next<HubReady>(hub);
    const fleet = start(children, 'fleet.ts', {});
    const task: FleetTask = {
      ...{ dataDir, brokerUrl: ready.brokerUrl, devices, installMs, rate },
      channel: { name: channel.name, unit: channel.unit },
    };
    const enrolled = await ask<FleetReady>(fleet, task);
    const rows = await measure(hub, fleet, { dataDir, ready, enrolled, how });
    const ended = once(hub, 'exit');
    fleet.kill();
    hub.send('end');
    await ended;
    return { [`rollout (${cpus().length} × ${cpus()[0]?.model.trim()})`]: rows };
  } finally {
    for (const child of children) child.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Setting {
  readonly dataDir: string;
  readonly ready: HubReady;
  readonly enrolled: FleetReady;
  readonly how: 'rollout' | 'direct';
}

async function measure(hub: ChildProcess, fleet: ChildProcess, setting: Setting) {
  const { ready, enrolled, how } = setting;
  if (ready.firstAdmin === null) throw new Error('expected an empty database');
  const session = await Session.signIn(ready.url, ready.firstAdmin);
  const keys = await publishKeys(session);
  const files = paddedBundle([channel], modelBytes);
  const bundleBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  const release = await signedRelease(session, keys, { zip: zipBundle(files), version: '1' });
  const approve: Approve = how === 'rollout' ? approveRollout : approveDirectly;
  const approval: Approval = { session, dataDir: setting.dataDir, ids: enrolled.ids, release };
  const heardSeconds = await untilHeard(approval);

  const [usage, before] = [
    await ask<HubUsage>(hub, 'usage'),
    await ask<FleetState>(fleet, 'state'),
  ];
  const approvedAt = performance.now();
  await approve(approval);
  const { seconds, state } = await untilCommitted(fleet, approvedAt);
  const after = await ask<HubUsage>(hub, 'usage');
  const wire = state.wireBytes - before.wireBytes;
  const perDevice = (bytes: number) => Number((bytes / devices / bundleBytes).toFixed(3));
  return [
    {
      assigned: how,
      devices: `${before.online} of ${devices} online`,
      'enrolled, s': Number(enrolled.enrolSeconds.toFixed(1)),
      'connected, s': Number(enrolled.connectSeconds.toFixed(1)),
      'heard, s': Number(heardSeconds.toFixed(1)),
      bundleBytes,
      '95 % committed, s': seconds === null ? `not within ${giveUpMs / 1000}` : seconds,
      committed: state.committed,
      failed: state.failed,
      'wire / bundle': perDevice(wire),
      'blocks / bundle': perDevice(state.blockBytes),
      'hub CPU, s': Number((after.cpuSeconds - usage.cpuSeconds).toFixed(1)),
      'hub peak, MB': Math.round(after.peakBytes / 1e6),
    },
  ];
}

/** Asked four times a second: the fleet's process has better things to do. */
async function untilCommitted(fleet: ChildProcess, approvedAt: number) {
  for (;;) {
    const state = await ask<FleetState>(fleet, 'state');
    const seconds = Number(((performance.now() - approvedAt) / 1000).toFixed(1));
    if (state.committed >= wantedShare * devices) return { seconds, state };
    if (seconds * 1000 > giveUpMs) return { seconds: null, state };
    await delay(250);
  }
}

function start(children: ChildProcess[], module: string, env: NodeJS.ProcessEnv): ChildProcess {
  const child = fork(join(import.meta.dirname, module), { env: { ...process.env, ...env } });
  children.push(child);
  return child;
}

function ask<Answer>(child: ChildProcess, question: FleetTask | string): Promise<Answer> {
  const answer = next<Answer>(child);
  child.send(question);
  return answer;
}

function next<Answer>(child: ChildProcess): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onExit = () => reject(new Error('a process of the bench has died: see its message above'));
  child.once('exit', onExit);
  child.once('message', (answer: Answer) => {
    child.off('exit', onExit);
    resolve(answer);
  });
  return promise;
}

const environment = (dataDir: string): NodeJS.ProcessEnv => ({
  ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_WORKERS: '0', LOG_LEVEL: 'error' },
  ...{ LOOKOUT_DATA_DIR: dataDir, DATABASE_URL: '', MQTT_URL: '' },
});
