import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const bin = resolve(import.meta.dirname, '../../cloud-hub/bin/lookout.js');

const Ready = z.object({
  url: z.string(),
  brokerUrl: z.string(),
  firstAdmin: z.object({ name: z.string(), password: z.string() }).nullable(),
});

/** `lookout hub` as a process of its own, so that it can be killed. */
export class HubProcess {
  readonly ready: z.infer<typeof Ready>;
  private readonly child: ChildProcess;

  // No parameter properties: the benches run this file without a compiler.
  private constructor(ready: z.infer<typeof Ready>, child: ChildProcess) {
    this.ready = ready;
    this.child = child;
  }

  static async start(env: Readonly<Record<string, string>>): Promise<HubProcess> {
    const child = spawn(process.execPath, [bin, 'hub', '--json'], {
      env: { ...process.env, LOG_LEVEL: 'error', LOOKOUT_WORKERS: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
    const abandon = () => child.kill('SIGKILL');
    process.once('exit', abandon);
    child.once('exit', () => process.off('exit', abandon));
    const line = once(createInterface(child.stdout), 'line');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`lookout hub ended with ${code}:\n${log}`);
    });
    const [text] = await Promise.race([line, ended]);
    ended.catch(() => undefined);
    return new HubProcess(Ready.parse(JSON.parse(String(text))), child);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}
