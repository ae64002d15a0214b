import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import { stringify } from 'yaml';
import { type RunningProgram, startProgram } from './child.ts';

const bin = resolve(import.meta.dirname, '../../edge-agent/bin/lookout-agent.js');

export interface AgentFiles {
  readonly folder: string;
  readonly config: string;
}

/** Writes the configuration of an agent, as an admin does with what `lookout device add` printed. */
export async function configureAgent(
  folder: string,
  { id, site, secret, brokerUrl }: DeviceCredential,
  streams: readonly object[],
  more: object = {},
): Promise<AgentFiles> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'agent.yaml');
  const hub = { url: brokerUrl, secret };
  await writeFile(config, stringify({ site, device: id, hub, dataDir: 'data', streams, ...more }));
  return { folder, config };
}

export interface AgentStart {
  /** The end of a line at which it is to stop as it stands (SIGSTOP), right after it has written it. */
  readonly stopAt?: string | null;
  /** Beside this process' own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real agent as a process of its own; ready when it has begun to read its streams. */
export const startAgent = (
  { config }: AgentFiles,
  { stopAt = null, env = {} }: AgentStart = {},
): Promise<RunningProgram> =>
  startProgram({
    command: process.execPath,
    args: [
      ...(stopAt === null ? [] : ['--import', stopper(stopAt)]),
      bin,
      'run',
      '--config',
      config,
    ],
    ready: /watching/,
    env: { ...process.env, ...env },
  });

const stopper = (line: string): string =>
  `${pathToFileURL(join(import.meta.dirname, 'stop-at.ts'))}#${encodeURIComponent(line)}`;
