import { isDeepStrictEqual } from 'node:util';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { goldenValues } from '@lookout/shared/bundle/golden-values';
import { settingsOf } from '@lookout/shared/detector/decision/settings';
import { rowsOf, sizeOf } from '@lookout/shared/detector/window-size';
import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { ScoreBlocks } from './alert/score-blocks.ts';
import { StreamAlerts } from './alert/stream-alerts.ts';
import { RecentRows } from './alert/zero-offset.ts';
import type { StreamConfig } from './config/schema.ts';
import type { DetectorModel, Provider, SessionId } from './detect/child-protocol.ts';
import { DetectError, isProviderLoss } from './detect/detect-error.ts';
import type { Detectors } from './detect/detectors.ts';
import { type LoadedBundle, loadBundle } from './model/load-bundle.ts';
import { judgeSelfTest, type SelfTest } from './model/self-test.ts';
import type { Clock } from './source/clock.ts';
import { createSource } from './source/create-source.ts';
import type { Source } from './source/source.ts';
import { WindowBuilder } from './window/window-builder.ts';

/** A bundle on the disk, and the providers that it may run on, the best first. */
export interface Runnable {
  readonly folder: string;
  readonly providers: readonly string[];
}

/** A bundle that is in the inference process of its provider. */
export interface ReadyBundle {
  readonly bundle: LoadedBundle;
  readonly provider: Provider;
}

/** A bundle at work on a stream. Two that see the same rows in the same way share `windows`. */
export interface StreamModel extends ReadyBundle {
  readonly windows: WindowBuilder;
  readonly alerts: StreamAlerts;
  readonly recentRows: RecentRows;
  readonly blocks: ScoreBlocks;
}

/** Everything of a stream whose detector is loaded and has passed its golden windows on this device. */
export interface ActiveStream extends StreamModel {
  readonly source: Source;
}

export interface SetupTools {
  readonly detector: Detectors;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
}

/**
 * @throws BundleError | DetectError | SourceError
 */
export async function setUpStream(
  { folder, providers }: Runnable,
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): Promise<ActiveStream> {
  const bundle = await loadBundle(folder);
  const source = createSource(config.source, bundle.manifest.input, tools);
  const ready = await loadReady(bundle, providers, tools.detector);
  const test = await runGolden(tools.detector, ready);
  if (!test.ok) throw new BundleError('model', `${folder}: self-test: ${test.detail}`);
  return { source, ...putToWork(ready, config, desired, tools) };
}

/**
 * Loads a bundle on the first of its providers that takes it.
 * @throws DetectError of the last one
 */
export async function loadReady(
  bundle: LoadedBundle,
  providers: readonly string[],
  detector: Detectors,
): Promise<ReadyBundle> {
  let refusal = new DetectError('provider', `${bundle.folder}: no provider is named for it`);
  for (const name of providers)
    try {
      return { bundle, provider: await detector.load(detectorModelOf(bundle, name)) };
    } catch (error) {
      if (!(error instanceof DetectError) || !isProviderLoss(error.code)) throw error;
      refusal = error;
    }
  throw refusal;
}

/** A bundle that judges a stream from its first row on. */
export function putToWork(
  { bundle, provider }: ReadyBundle,
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): StreamModel {
  const { manifest, digest: modelDigest } = bundle;
  const { channels, periodMs } = manifest.input;
  const windowLength = rowsOf(manifest.input);
  const { variant } = manifest;
  const { name: stream } = config;
  return {
    bundle,
    provider,
    windows: new WindowBuilder({
      ...{ stream, channels, windowLength, periodMs },
      settings: config.window,
    }),
    alerts: new StreamAlerts(
      { modelDigest, variant, newAlertId: tools.newId, channels },
      settingsOf(manifest, desired, config.policy),
    ),
    recentRows: new RecentRows(windowLength),
    blocks: new ScoreBlocks({
      ...{ stream, modelDigest, variant },
      channels: channels.map(({ name }) => name),
    }),
  };
}

/** A bundle that joins another one on a stream: what has gathered there serves it too, where it can. */
export function joinWork(
  beside: StreamModel,
  ready: ReadyBundle,
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): StreamModel {
  const own = putToWork(ready, config, desired, tools);
  own.alerts.inherit(beside.alerts);
  const [before, after] = [beside.bundle.manifest.input, ready.bundle.manifest.input];
  const isSameLength = rowsOf(before) === rowsOf(after);
  return {
    ...own,
    windows: isSameLength && seesAlike(before, after) ? beside.windows : own.windows,
    recentRows: isSameLength ? beside.recentRows : own.recentRows,
  };
}

type Input = LoadedBundle['manifest']['input'];

/** By the limits of their sensors a window builder judges rows; means and scales are no matter to it. */
function seesAlike(before: Input, after: Input): boolean {
  const limits = ({ channels, periodMs }: Input) => [
    periodMs,
    ...channels.map(({ mean: _, sd: __, ...limit }) => limit),
  ];
  return isDeepStrictEqual(limits(before), limits(after));
}

/** In words what keeps a bundle from reading a stream's rows as they come; null: nothing. */
export function misfit(stream: Input, bundle: Input): string | null {
  const [own, its] = [frameInWords(stream), frameInWords(bundle)];
  if (own !== its) return `the stream gives ${own}, the bundle takes ${its}`;
  const shown = ({ channels }: Input) =>
    channels.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`)).join(', ');
  if (shown(stream) !== shown(bundle))
    return `the stream has the channels ${shown(stream)}, the bundle ${shown(bundle)}`;
  if (stream.periodMs === bundle.periodMs) return null;
  return `the stream has a row every ${stream.periodMs} ms, the bundle ${bundle.periodMs} ms`;
}

const frameInWords = (input: Input): string =>
  input.kind === 'series' ? 'rows of sensors' : `frames of ${input.width}×${input.height}`;

/** Scores the bundle's golden windows on this device and provider. @throws DetectError */
export async function runGolden(detector: Detectors, ready: ReadyBundle): Promise<SelfTest> {
  const { golden } = ready.bundle;
  const session = sessionOf(ready);
  const outputs = await Promise.all(
    golden.windows.map((window) => detector.score(session, goldenValues(window))),
  );
  return judgeSelfTest(golden, outputs, session.provider);
}

export const sessionOf = ({ bundle, provider }: ReadyBundle): SessionId => ({
  digest: bundle.digest,
  provider: provider.provider,
});

export const isSameSession = (a: SessionId | null, b: SessionId | null): boolean =>
  a?.digest === b?.digest && a?.provider === b?.provider;

const detectorModelOf = (
  { digest, modelPath, manifest }: LoadedBundle,
  provider: string,
): DetectorModel => ({
  provider,
  digest,
  path: modelPath,
  sha256: manifest.files['model.onnx'].sha256,
  size: sizeOf(manifest.input),
  latent: manifest.latent,
  strideMs: manifest.input.periodMs,
});
