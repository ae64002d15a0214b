import { isDeepStrictEqual } from 'node:util';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { settingsOf } from '@lookout/shared/detector/decision/settings';
import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { ScoreBlocks } from './alert/score-blocks.ts';
import { StreamAlerts } from './alert/stream-alerts.ts';
import { RecentRows } from './alert/zero-offset.ts';
import type { StreamConfig } from './config/schema.ts';
import type { DetectorModel, Provider } from './detect/child-protocol.ts';
import type { Detector } from './detect/detector.ts';
import { type LoadedBundle, loadBundle } from './model/load-bundle.ts';
import { judgeSelfTest, type SelfTest } from './model/self-test.ts';
import type { Clock } from './source/clock.ts';
import { createSource } from './source/create-source.ts';
import type { Source } from './source/source.ts';
import { WindowBuilder } from './window/window-builder.ts';

/** A bundle that is in the inference process. */
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
  readonly detector: Detector;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
}

/**
 * @param folder of the bundle
 * @throws BundleError | DetectError | SourceError
 */
export async function setUpStream(
  folder: string,
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): Promise<ActiveStream> {
  const bundle = await loadBundle(folder);
  const source = createSource(config.source, bundle.manifest.input, tools);
  const provider = await tools.detector.load(detectorModelOf(bundle));
  const test = await runGolden(tools.detector, bundle, provider.provider);
  if (!test.ok) throw new BundleError('model', `${folder}: self-test: ${test.detail}`);
  return { source, ...putToWork({ bundle, provider }, config, desired, tools) };
}

/** A bundle that judges a stream from its first row on. */
export function putToWork(
  { bundle, provider }: ReadyBundle,
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): StreamModel {
  const { manifest, digest: modelDigest } = bundle;
  const { channels, windowLength, periodMs } = manifest.input;
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
  const isSameLength = before.windowLength === after.windowLength;
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
  const shown = ({ channels }: Input) =>
    channels.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`)).join(', ');
  if (shown(stream) !== shown(bundle))
    return `the stream has the channels ${shown(stream)}, the bundle ${shown(bundle)}`;
  if (stream.periodMs === bundle.periodMs) return null;
  return `the stream has a row every ${stream.periodMs} ms, the bundle ${bundle.periodMs} ms`;
}

/** Scores the bundle's golden windows on this device. @throws DetectError */
export async function runGolden(
  detector: Detector,
  { golden, digest }: LoadedBundle,
  provider: string,
): Promise<SelfTest> {
  const outputs = await Promise.all(
    golden.windows.map(({ window }) => detector.score(digest, Float32Array.from(window))),
  );
  return judgeSelfTest(golden, outputs, provider);
}

export const detectorModelOf = ({ digest, modelPath, manifest }: LoadedBundle): DetectorModel => ({
  digest,
  path: modelPath,
  sha256: manifest.files['model.onnx'].sha256,
  windowLength: manifest.input.windowLength,
  channels: manifest.input.channels.length,
  latent: manifest.latent,
});
