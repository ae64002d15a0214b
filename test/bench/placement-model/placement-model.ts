import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@lookout/shared/simulator/random';
import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import type { Tables } from '../tables.ts';
import { judgeCells } from './judge-cells.ts';
import { measureCells } from './measure-cells.ts';
import { PacedRuns } from './paced-runs.ts';
import { machineRows, summaryRows, tableRows } from './tables.ts';
import { variantNames, writeVariants } from './variants.ts';

/** Uneven around this, between two windows of different variants. */
const pauseMs = 10;
const effort = { full: { rounds: 2, halves: 3 }, quick: { rounds: 1, halves: 3 } };

/**
 * Predicted against observed p95 of networks of several sizes while other programs use the CPU in several
 * ways. The prediction knows what a device sees of its machine and nothing of the stress.
 */
export async function benchPlacementModel(how: keyof typeof effort): Promise<Tables> {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-placement-model-'));
  try {
    await using paced = await PacedRuns.open(writeVariants(folder), pauseMs);
    const progress = new Progress('Runs under stress', process.stderr, Date.now);
    const cells = await measureCells(paced, { ...effort[how], random: new Random(1) }, (done, of) =>
      progress.update(done / of, `${done} of ${of} stresses`),
    );
    progress.finish();
    const judged = judgeCells(cells, variantNames);
    return {
      'What the device saw of its machine': machineRows(cells),
      'p95 of one window, ms': tableRows(judged),
      'How many are predicted within 25 %': summaryRows(judged),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
