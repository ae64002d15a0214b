import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Tables } from '../tables.ts';
import type { Findings } from './findings.ts';
import { wire } from './setting.ts';

/** Why no slow line can be laid here, in words; null when it can. */
export function whyNoSlowLine(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux, for its network namespaces';
  if (process.getuid?.() !== 0) return 'it needs root, for a network namespace of its own';
  const probe =
    'ip link add probe type vxlan id 1 dstport 4789 nolearning && bridge fdb show && nsenter --version';
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', probe], { stdio: 'pipe' });
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message.trim() : String(error);
    return `it needs util-linux, iproute2 and a kernel with veth and VXLAN: ${said}`;
  }
}

/** A whole run in a network namespace of its own. @throws Error where no slow line can be laid */
export async function runSlowLink(how: 'whole' | 'quick'): Promise<Findings> {
  const why = whyNoSlowLine();
  if (why !== null) throw new Error(`slow-link cannot run here: ${why}`);
  const run = join(import.meta.dirname, 'run.ts');
  const child = spawn('unshare', ['-n', process.execPath, run, how], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (how === 'whole') child.stderr.pipe(process.stderr);
  const abandon = () => child.kill();
  process.once('exit', abandon);
  const [found, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  process.off('exit', abandon);
  if (code !== 0) throw new Error(`the run ended with ${code}:\n${said}`);
  return JSON.parse(found);
}

/** A bundle of 1 MB over 64 kbit/s, 600 ms there and back, 10 % loss each way and cuts; halts meanwhile. */
export async function benchSlowLink(how: 'whole' | 'quick'): Promise<Tables> {
  const found = await runSlowLink(how);
  const seconds = (ms: number) => Number((ms / 1000).toFixed(1));
  const over = (bytes: number) => Number((bytes / found.bundleBytes).toFixed(3));
  // While the rollout was halted nothing was to be sent, and while the line was cut nothing could be.
  const openMs = found.downloadedMs - found.cutMs - found.haltedMs;
  const share = (bytes: number) =>
    Number(((100 * bytes * 8_000) / (openMs * wire.bitsPerSecond)).toFixed(0));
  const connected = found.halts.filter(({ nearOutage }) => !nearOutage);
  return {
    'slow link': [
      {
        bundleBytes: found.bundleBytes,
        'downloaded, s': seconds(found.downloadedMs),
        'committed, s': seconds(found.committedMs),
        'of it halted, s': seconds(found.haltedMs),
        outages: found.outages,
        'of it cut, s': seconds(found.cutMs),
        reconnects: found.reconnects,
        'blocks / bundle': over(found.blockBytes),
        'wire down / bundle': over(found.downBytes),
        'wire up / bundle': over(found.upBytes),
        'line used by the bundle, %': share(found.bundleBytes),
        'by all packets, %': share(found.downBytes),
        'lost, %': Number((100 * found.lostShare).toFixed(1)),
      },
    ],
    'halts while connected': [
      tableOf(
        connected.map(({ deviceMs }) => deviceMs),
        'at the device',
      ),
      tableOf(
        connected.map(({ hubMs }) => hubMs),
        'known to the hub',
      ),
    ],
    'every halt': found.halts.map(({ atMs, nearOutage, deviceMs, hubMs }) => ({
      ...{ 'after, s': seconds(atMs), nearOutage, 'device, s': seconds(deviceMs) },
      'hub, s': seconds(hubMs),
    })),
  };
}

function tableOf(ms: readonly number[], what: string) {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) =>
    ((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000).toFixed(2);
  return {
    what,
    halts: sorted.length,
    ...{ 'median, s': at(0.5), '90 %, s': at(0.9), 'longest, s': at(1) },
    'under 5 s': `${sorted.filter((one) => one < 5_000).length} of ${sorted.length}`,
  };
}
