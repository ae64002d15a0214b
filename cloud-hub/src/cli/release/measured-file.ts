import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { z } from 'zod';
import { CliError, exitCodes } from '../exit.ts';
import { readJson } from '../keys/key-files.ts';

const Share = z.number().min(0).max(1);
const Measured = z.object({
  auroc: Share.nullable(),
  aurocInterval: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** Of rows only: frames have no range around an event. */
  vusPr: Share.nullish(),
});

/** What `lookout evaluate --json` said of a bundle, as a release carries it. @throws CliError */
export async function readMeasured(file: string): Promise<ReleaseVariant['evaluation']> {
  const read = Measured.safeParse(await readJson(file));
  if (!read.success)
    throw new CliError(
      exitCodes.failure,
      `${file} is no evaluation, as \`lookout evaluate --json\` prints it.`,
    );
  const { auroc, aurocInterval, vusPr } = read.data;
  return {
    auroc,
    aurocCi: aurocInterval && [aurocInterval.low, aurocInterval.high],
    vusPr: vusPr ?? null,
    latencyP50Us: null,
    latencyP99Us: null,
  };
}
