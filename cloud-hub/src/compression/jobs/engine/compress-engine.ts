import { seriesOf } from '@lookout/shared/bundle/detector-input';
import { type BundleFiles, readManifest } from '@lookout/shared/bundle/read-bundle';
import { unzipBundle, zipBundle } from '../../../model/bundle-zip.ts';
import type { ArtefactStore } from '../../pipeline/artefact-store.ts';
import type { CompressionEngine, CompressionOutcome } from '../../pipeline/compression-engine.ts';
import { parseBundleAddress } from '../bundle-address.ts';
import { JobError } from '../job-error.ts';
import type { EngineIo, JobEngine, JobFiles } from './engine.ts';
import { prepare } from './prepare.ts';

/** Compression as a job: base and recordings come from the hub, variants and report go back to it. */
export const compressEngine =
  (run: CompressionEngine): JobEngine<'compress'> =>
  async ({ order }, io) => {
    const bundle = await baseOf(order.request.base.artefact, io.files);
    const { channels, windowLength } = seriesOf(readManifest(bundle['manifest.json']).input);
    const names = channels.map(({ name }) => name);
    const { train, labelled } = await prepare(
      order,
      { channels: names, windowLength },
      beginning(io),
    );
    const outcome = await run(
      order.request,
      {
        bundle,
        train: train.tables.map(({ recording }) => recording),
        labelled: (labelled?.tables ?? []).map(({ file: path, recording }) => ({
          path,
          recording,
        })),
      },
      {
        store: workOf(io.store),
        onProgress: withWarnings(io, [...train.warnings, ...(labelled?.warnings ?? [])]),
        signal: io.signal,
      },
    );
    io.signal.throwIfAborted();
    await keep(outcome, io.store);
    return outcome.kind;
  };

/** @throws JobError `noSuchBundle`; BundleError */
async function baseOf(artefact: string, files: JobFiles): Promise<BundleFiles> {
  const address = parseBundleAddress(artefact);
  const zip =
    address === null
      ? null
      : address.kind === 'upload'
        ? ((await files.upload(address.id))?.bytes ?? null)
        : await files.artefact(address.id, address.name);
  if (zip === null)
    throw new JobError(
      'noSuchBundle',
      `the bundle to compress (${artefact}) is not there any more`,
    );
  return unzipBundle(zip);
}

/** Reading the files is the first half of the stage `prepare`; the engine says when that is done. */
const beginning = (io: EngineIo): EngineIo => ({
  ...io,
  onProgress: (progress) =>
    io.onProgress({ ...progress, state: 'running', fraction: progress.fraction / 2 }),
});

/** The engine knows nothing of files: what is strange about them stays with the stage that read them. */
const withWarnings =
  ({ onProgress }: EngineIo, warnings: readonly string[]): EngineIo['onProgress'] =>
  (progress) =>
    onProgress(
      progress.stage === 'prepare'
        ? { ...progress, message: [...new Set([progress.message, ...warnings])].join('\n') }
        : progress,
    );

/** What the engine's stages keep is of no use to anyone else. */
const workOf = (store: ArtefactStore): ArtefactStore => ({
  read: (name) => store.read(`work/${name}`),
  write: (name, bytes) => store.write(`work/${name}`, bytes),
});

async function keep(outcome: CompressionOutcome, store: ArtefactStore): Promise<void> {
  const text = new TextEncoder();
  if (outcome.kind === 'done')
    for (const { form, target, files } of outcome.variants)
      await store.write(`${form}-${target}.zip`, zipBundle(files));
  await store.write('report.html', text.encode(outcome.report.html));
  await store.write('report.json', text.encode(JSON.stringify(outcome.report.json, null, 2)));
}
