import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { DevicesBesideHub } from '../../device/devices-beside-hub.ts';
import { Problem } from '../../http/problem.ts';
import { inTurns } from '../../simulate/fleet.ts';
import type { SimulatedDevice } from '../../simulate/fleet-plan.ts';
import { CliError, exitCodes } from '../exit.ts';

const EnrolledFleet = z.object({
  /** Begins every id: an id is given once, so a fleet that comes after a removed one has another. */
  tag: z.string(),
  sites: z.int().min(1),
  /** By device id. */
  secrets: z.record(z.string(), z.string()),
});
/** A simulated fleet as it is kept between its runs. */
export type EnrolledFleet = z.infer<typeof EnrolledFleet>;

/** Transactions at a time: the database's commits to disk are what enrolment waits for. */
const enrolAtOnce = 8;

export const fleetFile = (dataDir: string, name: string): string =>
  join(dataDir, 'simulated', `${name}.json`);

export const newFleet = (name: string, sites: number): EnrolledFleet => ({
  tag: `${name}-${randomBytes(3).toString('hex')}`,
  sites,
  secrets: {},
});

/** Null: there is none of this name. @throws CliError when its file is damaged */
export async function readFleet(file: string): Promise<EnrolledFleet | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return EnrolledFleet.parse(JSON.parse(text));
  } catch {
    throw new CliError(
      exitCodes.failure,
      `${file} is damaged: delete it for a new fleet; the devices of the old one stay enrolled.`,
    );
  }
}

/** Enrols those that are not yet, and writes all secrets down before anyone needs them. */
export async function enrolFleet(
  { enrolment }: DevicesBesideHub,
  file: string,
  fleet: EnrolledFleet,
  devices: readonly SimulatedDevice[],
  onProgress: (enrolled: number) => void,
): Promise<EnrolledFleet> {
  const secrets = { ...fleet.secrets };
  const missing = devices.filter(({ id }) => secrets[id] === undefined);
  try {
    await inTurns(
      missing,
      enrolAtOnce,
      async ({ id, site }) => {
        secrets[id] = await enrolment.enrol({ id, site, labels: { simulated: fleet.tag } });
      },
      onProgress,
    );
  } finally {
    if (missing.length > 0) await writeFleet(file, { ...fleet, secrets });
  }
  return { ...fleet, secrets };
}

/** @returns how many were revoked */
export async function revokeFleet(
  { enrolment }: DevicesBesideHub,
  file: string,
  { secrets }: EnrolledFleet,
): Promise<number> {
  let revoked = 0;
  await inTurns(Object.keys(secrets), enrolAtOnce, async (id) => {
    try {
      await enrolment.revoke(id);
      revoked += 1;
    } catch (error) {
      // Somebody was faster.
      if (!(error instanceof Problem)) throw error;
    }
  });
  await rm(file, { force: true });
  return revoked;
}

async function writeFleet(file: string, fleet: EnrolledFleet): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(fleet)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
