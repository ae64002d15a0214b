import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import { bundleId, sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';

export interface ToyChannel {
  readonly name: string;
  readonly unit?: string | null;
  readonly mean: number;
  readonly sd: number;
}

export interface ToyBundleOptions {
  readonly channels: readonly ToyChannel[];
  readonly windowLength?: number;
  readonly periodMs?: number;
  readonly name?: string;
  readonly variant?: string;
  readonly stuckAfterRows?: number | null;
  readonly plausible?: readonly [number, number];
  /** What the score is multiplied with: a detector that sees things otherwise, and says so. */
  readonly factor?: number;
  readonly flaw?: Flaw;
  /** Bytes that the model file is to be larger by; they do not compress. */
  readonly ballastBytes?: number;
}

export type Flaw =
  | 'wrongScore' // the golden windows give another score on every device
  | 'failsOnLive' // the golden windows are scored, and hardly any other
  | 'slow' // a score takes some milliseconds
  | 'large'; // a run takes some 100 MB of memory

export interface ToyBundle {
  readonly folder: string;
  readonly digest: string;
  readonly manifest: Manifest;
}

/**
 * A bundle whose detector can be worked out by hand: it expects every channel at its mean, a channel's
 * error is its mean squared z, the score is the mean of the channels' errors.
 */
export function writeToyBundle(folder: string, options: ToyBundleOptions): ToyBundle {
  const { windowLength = 4 } = options;
  const files = {
    'model.onnx': toyModel(options.channels, windowLength, options),
    'golden.json': json(toyGolden(options.channels, windowLength, options)),
    'baselines.json': json(toyBaselines(options.channels, windowLength)),
  };
  return writeWhole(folder, files, toyManifest(options, windowLength, entriesOf(files)));
}

type Contents = Readonly<Record<keyof Manifest['files'], Uint8Array>>;

/** What a manifest says of its files. */
export function entriesOf(files: Contents): Manifest['files'] {
  const entry = (bytes: Uint8Array) => ({ sha256: sha256Hex(bytes), sizeBytes: bytes.length });
  return {
    'model.onnx': entry(files['model.onnx']),
    'golden.json': entry(files['golden.json']),
    'baselines.json': entry(files['baselines.json']),
  };
}

export function writeWhole(folder: string, files: Contents, manifest: Manifest): ToyBundle {
  const manifestBytes = json(manifest);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries({ ...files, 'manifest.json': manifestBytes }))
    writeFileSync(join(folder, name), bytes);
  return { folder, digest: bundleId(manifestBytes), manifest };
}

type Oddities = Pick<ToyBundleOptions, 'factor' | 'flaw' | 'ballastBytes'>;

export function toyModel(
  channels: readonly ToyChannel[],
  windowLength: number,
  odd: Oddities = {},
): Uint8Array {
  const g = new GraphBuilder();
  const count = channels.length;
  const window = g.input('window', 'float32', ['batch', windowLength, count]);
  const constant = (values: number[], name: string) =>
    g.constant(Float32Array.from(values), [count], name);
  const mean = constant(
    channels.map((channel) => channel.mean),
    'mean',
  );
  const sd = constant(
    channels.map((channel) => channel.sd),
    'sd',
  );
  const z = g.div(g.sub(window, mean), sd);
  const channelError = g.reduceMean(g.square(z), [1]); // [batch, channels]
  const plain = g.mul(g.reduceMean(channelError, [1]), odd.factor ?? 1); // [batch]
  const score = odd.flaw === undefined ? plain : flawed(g, odd.flaw, plain);
  g.output(score, 'score', ['batch']);
  g.output(channelError, 'channelError', ['batch', count]);
  g.output(g.mul(channelError, 0.5), 'latentKl', ['batch', count]);
  const rebuilt = g.add(g.mul(window, ballast(g, odd.ballastBytes ?? 0)), mean);
  g.output(rebuilt, 'reconstruction', ['batch', windowLength, count]);
  return g.build('toy-detector');
}

/** A zero that the runtime does not work out beforehand. */
function ballast(g: GraphBuilder, bytes: number): Value {
  if (bytes === 0) return g.scalar(0);
  let state = 1;
  // xorshift32, as floats that are neither NaN nor Inf
  const floats = Float32Array.from({ length: Math.ceil(bytes / 4) }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
  const data = g.constant(floats, [floats.length], 'ballast');
  return g.mul(g.reduceMean(data, [0]), 0);
}

/** The same score, with something wrong on the way. score [batch] */
function flawed(g: GraphBuilder, flaw: Flaw, score: Value): Value {
  if (flaw === 'wrongScore') return score;
  if (flaw === 'failsOnLive') {
    // The golden scores are whole numbers, and give index 0; others lie beyond the one entry.
    const isWhole = g.less(g.abs(g.sub(g.round(score), score)), 1e-3);
    const index = g.cast(g.where(isWhole, 0, 9), 'int64');
    return g.add(score, g.op('Gather', [g.constant(Float32Array.of(0), [1], 'one'), index]));
  }
  const size = flaw === 'slow' ? 800 : 5_000;
  const line = g.add(
    g.mul(g.reduceMean(score, [0]), 0),
    g.constant(new Float32Array(size), [size]),
  );
  const square = g.matmul(g.reshape(line, [size, 1]), g.reshape(line, [1, size]));
  const filled = flaw === 'slow' ? g.matmul(square, square) : square;
  return g.add(score, g.reduceMean(g.reduceMean(filled, [1]), [0]));
}

function toyGolden(
  channels: readonly ToyChannel[],
  windowLength: number,
  { factor = 1, flaw }: Oddities,
): Golden {
  const golden = (sigmas: number) => ({
    window: Array.from({ length: windowLength }, () =>
      channels.map(({ mean, sd }) => mean + sigmas * sd),
    ).flat(),
    score: sigmas ** 2 * factor + (flaw === 'wrongScore' ? 1 : 0),
    channelError: channels.map(() => sigmas ** 2),
    latentKl: channels.map(() => sigmas ** 2 / 2),
  });
  return { tolerance: { cpu: 1e-3 }, windows: [golden(0), golden(1), golden(3)] };
}

export function toyBaselines(channels: readonly ToyChannel[], windowLength: number) {
  const identity = channels.flatMap((_, i) => channels.map((_, j) => (i === j ? 1 : 0)));
  const ones = channels.map(() => 1);
  return {
    windowLength,
    scaling: channels.map(({ mean, sd }) => ({ mean, sd })),
    pca: { variances: ones, axes: identity },
    windowMean: { mean: channels.map(() => 0), precision: identity },
    var1: { transition: identity, precision: identity },
  };
}

export function toyManifest(
  options: ToyBundleOptions,
  windowLength: number,
  files: Manifest['files'],
): Manifest {
  const [plausibleMin, plausibleMax] = options.plausible ?? [null, null];
  return {
    format: 1,
    name: options.name ?? 'toy',
    createdAt: 1_700_000_000_000,
    detector: 'vae',
    architecture: 'dense',
    variant: options.variant ?? 'fp32',
    input: {
      kind: 'series',
      windowLength,
      periodMs: options.periodMs ?? 1_000,
      channels: options.channels.map(({ name, unit = null, mean, sd }) => ({
        ...{ name, unit, mean, sd, plausibleMin, plausibleMax },
        stuckAfterRows: options.stuckAfterRows ?? null,
      })),
    },
    latent: options.channels.length,
    files,
    calibration: {
      windows: 100,
      median: 1,
      spread: 0.5,
      falseAlarmRate: 0.01,
      raiseLevel: 6,
      clearLevel: 3,
      quantiles: [-2, 0, 2],
      tail: { start: 2, share: 0.1, meanExcess: 1 },
    },
    commissioning: { minWindows: 100, medianBounds: [0, 10], spreadBounds: [0.1, 10] },
    provenance: {
      ...{ seed: 1, rows: 100, windows: 97, steps: 0, trainLoss: null, validationLoss: null },
      parameters: 0,
      data: [],
    },
  };
}

export const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
