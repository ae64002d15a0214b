import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const bins = {
  lookout: resolve(import.meta.dirname, '../../cloud-hub/bin/lookout.js'),
  'lookout-agent': resolve(import.meta.dirname, '../../edge-agent/bin/lookout-agent.js'),
} as const;

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of ours to its end, as a shell does. */
export const runCommand = (
  name: keyof typeof bins,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [bins[name], ...args],
      { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ code, stdout, stderr });
      },
    );
  });
