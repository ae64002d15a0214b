import { setTimeout as delay } from 'node:timers/promises';
import type { Capture } from '@lookout/shared/protocol/datasets';
import { print } from './beside-hub.ts';
import type { DatasetCaptureOptions } from './dataset.ts';
import { inWords, nameOf } from './dataset-actions.ts';
import { type DatasetStore, onDatasets } from './dataset-store.ts';
import { CliError, exitCodes, usageError } from './exit.ts';
import { Progress } from './progress.ts';

const askEveryMs = 500;
/** A hub that runs asks an online device at once; this long says that none is there. */
const hubWithinMs = 10_000;

export async function captureDataset(options: DatasetCaptureOptions): Promise<void> {
  const { device, stream, from, to, note, wait, json } = options;
  const name = nameOf(options.name);
  if (from >= to) throw usageError('--from must be before --to.');
  await onDatasets(async (store) => {
    const wanted = { device, stream, fromAt: from, toAt: to, name, note };
    const asked = await store.captures.request(wanted, 'command line');
    if (!wait) {
      print(json, asked, `${device} is asked for its rows; "${name}" will be a data set.`);
      return;
    }
    const capture = await ended(store, asked);
    if (capture.state !== 'complete' || capture.dataset === null)
      throw new CliError(
        exitCodes.failure,
        `${capture.state}: ${capture.detail ?? 'no rows came'}`,
      );
    const dataset = await store.datasets.get(capture.dataset);
    print(json, dataset, `"${dataset.name}" holds ${inWords(dataset)}.`);
  });
}

async function ended({ captures }: DatasetStore, asked: Capture): Promise<Capture> {
  const progress = new Progress('Capturing', process.stderr, Date.now);
  const givenUpAt = Date.now() + hubWithinMs;
  let isTold = false;
  try {
    for (;;) {
      const capture = await captures.get(asked.id);
      if (capture.endedAt !== null) return capture;
      if (capture.total !== null) progress.update(capture.received / capture.total);
      else if (!isTold && Date.now() > givenUpAt) {
        isTold = true;
        process.stderr.write(
          `lookout: nothing has come yet: ${asked.device} is away or busy, or no hub runs. ` +
            'Ctrl-C stops waiting; the hub goes on.\n',
        );
      }
      await delay(askEveryMs);
    }
  } finally {
    progress.finish();
  }
}
