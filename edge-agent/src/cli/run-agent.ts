import { loadConfig } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import { Agent } from '../main.ts';
import { startHeartbeat } from './heartbeat.ts';
import { notifyReady } from './notify-ready.ts';

const log = {
  info: (message: string) => write('', message),
  warn: (message: string) => write('warning: ', message),
};

/** Runs until SIGINT, SIGTERM, or until the parent that forked it is gone. */
export async function runAgent(configFile: string): Promise<void> {
  const stop = stopRequest();
  const config = loadConfig(configFile, environment());
  const agent = new Agent(config, { log });
  const endHeartbeat = startHeartbeat(config.dataDir);
  try {
    const started = agent.start().then(() => notifyReady(environment()));
    // A detector that does not load must not keep the agent from stopping.
    await Promise.race([stop, started.then(() => stop)]);
  } finally {
    endHeartbeat();
    await agent.stop();
    // Listening for its end keeps the line to the parent open, and this process with it.
    if (process.connected) process.disconnect();
  }
}

/** A second signal ends the process at once, for whoever does not want to wait. */
function stopRequest(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  const ask = () => {
    if (asked) process.exit(130);
    asked = true;
    resolve();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  // The demonstration's agents hang by this line: without their hub they must not hold their outbox.
  process.once('disconnect', resolve);
  return promise;
}

function write(kind: string, message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${kind}${message}\n`);
}
