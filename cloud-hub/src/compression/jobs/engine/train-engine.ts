import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { readManifest } from '@lookout/shared/bundle/read-bundle';
import type { JobOrder } from '@lookout/shared/protocol/jobs';
import { unzipBundle, zipBundle } from '../../../model/bundle-zip.ts';
import {
  defaultFalseAlarmRate,
  type TrainBundleRequest,
  trainBundle,
} from '../../bundle/train-bundle.ts';
import type { EngineIo, EngineJob, JobEngine } from './engine.ts';
import { judgeBundle } from './judge-bundle.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './recordings-file.ts';

export const bundleArtefact = 'bundle.zip';

/** Trains a detector on recordings, and judges it where some with labels were set apart for that. */
export const runTrain: JobEngine<'train'> = async (job, io) => {
  const prepared = await prepare(
    job.order,
    { channels: null, windowLength: job.order.request.windowLength },
    io,
  );
  const files = await train(job, prepared, io);
  await judgeBundle(files, job, prepared, io);
  return 'done';
};

async function train(
  job: EngineJob<'train'>,
  { train: learned }: Prepared,
  { store, onProgress, signal }: EngineIo,
): Promise<BundleFiles> {
  const kept = await store.read(bundleArtefact);
  if (kept !== null) {
    const files = unzipBundle(kept);
    onProgress({ ...finished(files) });
    return files;
  }
  const stage = 'train';
  onProgress({ stage, state: 'running', fraction: 0, message: 'Fitting the statistics' });
  const request = requestOf(job.order, learned, job.createdAt);
  const files = await trainBundle(
    request,
    ({ step, steps, loss, validationLoss }) =>
      onProgress({
        stage,
        state: 'running',
        // The statistics and the calibration around the network take the rest.
        fraction: (0.95 * step) / steps,
        message: `Step ${step} of at most ${steps}`,
        figures: { loss: validationLoss ?? loss },
      }),
    signal,
  );
  signal.throwIfAborted();
  await store.write(bundleArtefact, zipBundle(files));
  onProgress(finished(files));
  return files;
}

function requestOf(
  { request, reading: _reading }: Extract<JobOrder, { kind: 'train' }>,
  { tables, channels, periodMs }: Prepared['train'],
  createdAt: number,
): TrainBundleRequest {
  const { name, windowLength, seed, steps, threshold } = request;
  return {
    name,
    recordings: tables.map(({ recording }) => recording),
    channels,
    periodMs,
    windowLength,
    architecture: 'dense',
    seed,
    ...(threshold.kind === 'alarmsPerDay'
      ? { falseAlarmRate: defaultFalseAlarmRate, alarmsPerDay: threshold.n }
      : { falseAlarmRate: threshold.rate }),
    network: steps === undefined ? {} : { steps },
    data: tables.map(({ file, sha256, recording }) => ({ file, sha256, rows: recording.rows })),
    createdAt,
  };
}

function finished(files: BundleFiles) {
  const { provenance, files: sizes, calibration } = readManifest(files['manifest.json']);
  return {
    stage: 'train',
    state: 'done',
    fraction: 1,
    message: `Calibrated on ${calibration.windows} later windows`,
    figures: {
      loss: provenance.validationLoss ?? provenance.trainLoss ?? undefined,
      sizeBytes: sizes['model.onnx'].sizeBytes,
      parameters: provenance.parameters,
    },
  } as const;
}
