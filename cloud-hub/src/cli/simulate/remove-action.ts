import { devicesBesideHub } from '../../device/devices-beside-hub.ts';
import { besideHub } from '../beside-hub.ts';
import { CliError, exitCodes } from '../exit.ts';
import { fleetFile, readFleet, revokeFleet } from './enrolled-fleet.ts';

export async function removeFleet(name: string): Promise<void> {
  const revoked = await besideHub(async (database, { dataDir }) => {
    const file = fleetFile(dataDir, name);
    const fleet = await readFleet(file);
    if (fleet === null)
      throw new CliError(exitCodes.failure, `there is no simulated fleet "${name}" (${file})`);
    return revokeFleet(devicesBesideHub(database), file, fleet);
  });
  process.stdout.write(`${revoked} simulated devices of "${name}" are revoked.\n`);
}
