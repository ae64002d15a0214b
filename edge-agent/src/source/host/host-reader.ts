import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostSnapshot } from './host-channels.ts';
import {
  parseCpu,
  parseDisks,
  parseLoad,
  parseMemoryUsedPercent,
  parseNetwork,
} from './proc-text.ts';

/** A small file's text; null when it is not there or does not answer (a gated sensor says EAGAIN). */
export async function readText(...path: string[]): Promise<string | null> {
  try {
    return (await readFile(join(...path), 'utf8')).trim();
  } catch {
    return null;
  }
}

/** Names in a folder, in natural order; none when it is not there. */
export async function listFolder(...path: string[]): Promise<string[]> {
  try {
    const names = await readdir(join(...path));
    return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** @param root where /proc and /sys are found. */
export async function readHost(root: string, now: () => number): Promise<HostSnapshot> {
  const [stat, loadavg, meminfo, diskstats, netDev, disks] = await Promise.all([
    readText(root, 'proc/stat'),
    readText(root, 'proc/loadavg'),
    readText(root, 'proc/meminfo'),
    readText(root, 'proc/diskstats'),
    readText(root, 'proc/net/dev'),
    listFolder(root, 'sys/block'),
  ]);
  return {
    atMs: now(),
    cpu: stat === null ? null : parseCpu(stat),
    load: loadavg === null ? null : parseLoad(loadavg),
    memoryUsedPercent: meminfo === null ? null : parseMemoryUsedPercent(meminfo),
    disks: diskstats === null ? null : parseDisks(diskstats, new Set(disks)),
    network: netDev === null ? null : parseNetwork(netDev),
  };
}
