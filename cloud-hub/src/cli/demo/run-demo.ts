import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeBundle } from '../../compression/bundle/write-bundle.ts';
import { loadConfig } from '../../config/load-config.ts';
import { type RunningHub, startHub } from '../../main.ts';
import { initKeys } from '../keys/init-keys.ts';
import { Progress } from '../progress.ts';
import { welcome } from '../run-hub.ts';
import { stopSignal } from '../stop-signal.ts';
import { AgentProcess } from './agent-process.ts';
import { trainDemoDetector } from './detector.ts';
import { prepareDevice } from './enrol.ts';
import { demoFleet } from './fleet.ts';

const agentBin = resolve(import.meta.dirname, '../../../../edge-agent/bin/lookout-agent.js');

/** Hub, detector and fleet, until Ctrl-C or SIGTERM. */
export async function runDemo(): Promise<void> {
  const stopped = new AbortController();
  const stop = stopSignal().then(() => stopped.abort());
  const config = loadConfig();
  const hub = await startHub(config);
  const agents: AgentProcess[] = [];
  try {
    process.stdout.write(welcome(hub));
    await startFleet(hub, join(config.dataDir, 'demo'), agents, stopped.signal);
    process.stdout.write('Stop with Ctrl-C.\n');
    await stop;
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
  } finally {
    await Promise.all(agents.map((agent) => agent.stop()));
    await hub.close();
  }
}

async function startFleet(
  hub: RunningHub,
  demoDir: string,
  agents: AgentProcess[],
  signal: AbortSignal,
): Promise<void> {
  const bundleDir = join(demoDir, 'detector');
  await requireDetector(bundleDir, signal);
  const rootKeys = await requireKeys(hub, join(demoDir, 'keys'));
  for (const device of demoFleet) {
    signal.throwIfAborted();
    const folder = await prepareDevice(hub, device, demoDir, { bundleDir, rootKeys });
    const agent = new AgentProcess({
      bin: agentBin,
      configFile: join(folder, 'agent.yaml'),
      logFile: join(folder, 'agent.log'),
    });
    agents.push(agent);
    agent.start();
  }
  process.stdout.write(`${agents.length} demonstration devices are running; logs in ${demoDir}\n`);
  if (existsSync(join(demoDir, 'keys', 'release.pem')))
    process.stdout.write(
      `To roll a release out to them: detector in ${bundleDir}, release key ${join(demoDir, 'keys', 'release.pem')}\n`,
    );
}

/** Where the hub has a key list, its keys are somebody's already; else the demonstration makes some. */
async function requireKeys({ keys }: RunningHub, dir: string): Promise<string[]> {
  const current = await keys.current();
  const list = current ?? (await initKeys(dir, keys, { now: Date.now(), by: 'demonstration' }));
  return list.rootKeys.map(({ publicKey }) => publicKey);
}

/** The manifest is written last, so a detector whose training was cut short is trained anew. */
async function requireDetector(bundleDir: string, signal: AbortSignal): Promise<void> {
  if (existsSync(join(bundleDir, 'manifest.json'))) return;
  const progress = new Progress('Training the demonstration detector', process.stderr, Date.now);
  try {
    const files = await trainDemoDetector(Date.now(), (done) => progress.update(done), signal);
    await writeBundle(bundleDir, files);
  } finally {
    progress.finish();
  }
}
