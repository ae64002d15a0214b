import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningHub } from '../../main.ts';
import { CliError, exitCodes } from '../exit.ts';
import { agentYaml, type DemoDevice, type DemoPlaces } from './fleet.ts';

/** Makes sure that the device is enrolled, and gives it a folder with its configuration and secret. */
export async function prepareDevice(
  hub: RunningHub,
  device: DemoDevice,
  demoDir: string,
  { bundleDir, rootKeys }: Pick<DemoPlaces, 'bundleDir' | 'rootKeys'>,
): Promise<string> {
  const folder = join(demoDir, device.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await requireSecret(hub, device, join(folder, 'secret'));
  const places = { brokerUrl: hub.brokerUrl, bundleDir, rootKeys };
  await writeFile(join(folder, 'agent.yaml'), agentYaml(device, places));
  return folder;
}

async function requireSecret(hub: RunningHub, { id, site }: DemoDevice, file: string) {
  const known = await hub.devices.list().then((all) => all.some((device) => device.id === id));
  if (known && existsSync(file) && (await readFile(file, 'utf8')).trim() !== '') return;
  if (known)
    throw new CliError(
      exitCodes.failure,
      `device ${id} is enrolled, but its secret is not in ${file}. ` +
        `"lookout device secret ${id} > ${file}" gives it a new one.`,
    );
  const { secret } = await hub.devices.enrol({ id, site, labels: { demo: 'yes' } });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
}
