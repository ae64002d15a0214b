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

/** Everything of a stream whose detector is loaded and has passed its golden windows on this device. */
export interface ActiveStream {
  readonly bundle: LoadedBundle;
  readonly provider: Provider;
  readonly source: Source;
  readonly windows: WindowBuilder;
  readonly alerts: StreamAlerts;
  readonly recentRows: RecentRows;
  readonly blocks: ScoreBlocks;
}

export interface SetupTools {
  readonly detector: Detector;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
}

/** @throws BundleError | DetectError | SourceError */
export async function setUpStream(
  config: StreamConfig,
  desired: DetectionPolicy | null,
  tools: SetupTools,
): Promise<ActiveStream> {
  const bundle = await loadBundle(config.bundle);
  const { manifest, digest: modelDigest } = bundle;
  const { channels, windowLength, periodMs } = manifest.input;
  const source = createSource(config.source, manifest.input, tools);
  const provider = await tools.detector.load(detectorModelOf(bundle));
  const test = await runGolden(tools.detector, bundle, provider.provider);
  if (!test.ok) throw new BundleError('model', `${config.bundle}: self-test: ${test.detail}`);
  const { variant } = manifest;
  const { name: stream } = config;
  return {
    bundle,
    provider,
    source,
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

const detectorModelOf = ({ digest, modelPath, manifest }: LoadedBundle): DetectorModel => ({
  digest,
  path: modelPath,
  sha256: manifest.files['model.onnx'].sha256,
  windowLength: manifest.input.windowLength,
  channels: manifest.input.channels.length,
  latent: manifest.latent,
});
