import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  entriesOf,
  json,
  type ToyBundle,
  toyBaselines,
  toyManifest,
  writeWhole,
} from './toy-bundle.ts';

export interface ToyImageOptions {
  readonly name?: string;
  readonly variant?: string;
  readonly periodMs?: number;
  /** Of a frame, in pixels; a multiple of `patch`. */
  readonly side?: number;
  /** What the score is multiplied with: a detector that sees things otherwise, and says so. */
  readonly factor?: number;
  /** Has it a decoder, which expects a grey frame whatever it is shown? */
  readonly isRebuilding?: boolean;
  readonly stuckAfterRows?: number | null;
  readonly plausible?: readonly [number, number];
  readonly flaw?: 'wrongScore';
}

const colors = ['red', 'green', 'blue'].map((name) => ({ name, mean: 0.5, sd: 0.1 }));
const patch = 4;

/**
 * A detector of frames that can be worked out by hand: a convolution takes the mean of every patch of 4×4
 * pixels of each color, the brightest patch is the latent, mu = (brightness - 0.5) / 0.1 with a variance of
 * 1, and the score is the mean of the colors' KL, mu²/2. It has no decoder unless one is asked for.
 */
export function writeToyImageBundle(folder: string, options: ToyImageOptions = {}): ToyBundle {
  const { side = 16, periodMs = 100, stuckAfterRows = null } = options;
  const { name = 'toy-camera', variant = 'fp32', plausible } = options;
  const files = {
    'model.onnx': toyImageModel(side, options),
    'golden.json': json(toyImageGolden(side, options)),
    'baselines.json': json(toyBaselines(colors, 1)),
  };
  const described = {
    ...{ channels: colors, periodMs, name, variant, stuckAfterRows },
    ...(plausible === undefined ? {} : { plausible }),
  };
  const base = toyManifest(described, 1, entriesOf(files));
  const { channels } = base.input;
  const manifest: Manifest = {
    ...{ ...base, detector: 'vae', architecture: 'conv2d' },
    input: { kind: 'image', height: side, width: side, periodMs, channels },
  };
  return writeWhole(folder, files, manifest);
}

function toyImageModel(side: number, { factor = 1, isRebuilding }: ToyImageOptions): Uint8Array {
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', 3, side, side]);
  const area = patch ** 2;
  // [out, in, patch, patch]: of its own color only
  const kernel = Float32Array.from({ length: 9 * area }, (_, i) => {
    const pair = Math.floor(i / area);
    return pair % 3 === Math.floor(pair / 3) ? 1 / area : 0;
  });
  const weight = g.constant(kernel, [3, 3, patch, patch], 'encoder');
  const patches = g.conv(window, weight, null, { strides: [patch, patch] });
  const mu = g.div(g.sub(g.reduceMax(patches, [2, 3]), 0.5), 0.1); // [batch, 3]
  const kl = g.mul(g.square(mu), 0.5);
  const score = g.mul(g.reduceMean(kl, [1]), factor);
  g.output(score, 'score', ['batch']);
  g.output(isRebuilding ? kl : g.mul(kl, 0), 'channelError', ['batch', 3]);
  g.output(kl, 'latentKl', ['batch', 3]);
  if (isRebuilding)
    g.output(g.add(g.mul(window, 0), 0.5), 'reconstruction', ['batch', 3, side, side]);
  return g.build('toy-image-detector');
}

/** Frames of one grey. */
function toyImageGolden(
  side: number,
  { factor = 1, flaw, isRebuilding = false }: ToyImageOptions,
): Golden {
  const golden = (level: number) => {
    const kl = ((level / 255 - 0.5) / 0.1) ** 2 / 2;
    return {
      window: { pixels: Buffer.alloc(3 * side ** 2, level).toString('base64') },
      score: kl * factor + (flaw === 'wrongScore' ? 1 : 0),
      channelError: colors.map(() => (isRebuilding ? kl : 0)),
      latentKl: colors.map(() => kl),
    };
  };
  return { tolerance: { cpu: 1e-3 }, windows: [golden(128), golden(90), golden(220)] };
}
