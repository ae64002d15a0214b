import { loadConfig } from '../config/load-config.ts';
import { type RunningHub, startHub } from '../main.ts';
import { stopSignal } from './stop-signal.ts';

/** Runs the hub until Ctrl-C or SIGTERM, then ends it in order. */
export async function runHub(json: boolean): Promise<void> {
  const stop = stopSignal();
  const hub = await startHub(loadConfig());
  process.stdout.write(json ? jsonLine(hub) : welcome(hub));
  await stop;
  await hub.close();
}

const jsonLine = ({ url, brokerUrl, firstAdmin }: RunningHub): string =>
  `${JSON.stringify({ url, brokerUrl, firstAdmin })}\n`;

export function welcome({ url, brokerUrl, firstAdmin }: RunningHub): string {
  const lines = [`Lookout is at ${url}`, `Devices connect to ${brokerUrl}`];
  if (firstAdmin !== null)
    lines.push(
      '',
      `Sign in as ${firstAdmin.name} with the password  ${firstAdmin.password}`,
      'It is shown this once; "lookout user password admin" sets another.',
    );
  return `${lines.join('\n')}\n`;
}
