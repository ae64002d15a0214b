import { type Attributes, float, int, ints, string } from '@lookout/shared/onnx/attribute';
import type { Network } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { Random } from '@lookout/shared/simulator/random';
import { NetworkDraft } from '../../../cloud-hub/dist/compression/network/network-draft.js';

export interface ImageVae {
  /** Rows and columns of an image of three colours. */
  readonly size: number;
  /** Channels of the convolutions; a pooling of 2 by 2 behind each. */
  readonly conv: readonly number[];
  readonly dense: readonly number[];
  readonly latent: number;
  /**
   * Channels of the convolutions on the way back, each behind a doubling; the last one gives the three
   * colours. Fewer of them than `conv` reconstruct a smaller image, none reconstructs nothing.
   */
  readonly back: readonly number[];
}

/** The base encoder of arXiv 2409.00880, its normalization folded in: detection needs no more of it. */
export const paperEncoder: ImageVae = {
  ...{ size: 224, conv: [128, 64, 32, 16], dense: [2048, 1000, 250], latent: 30, back: [] },
};

/** What takes the sampled latent in training, and is the mean otherwise. */
export const sampledName = 'z';

/** Of untrained weights: He et al. 2015, arXiv 1502.01852, the heads a tenth of it. */
export function buildImageVae(architecture: ImageVae, random: Random): Network {
  return new ImageVaeWriter(architecture, random).write();
}

class ImageVaeWriter {
  readonly #draft: NetworkDraft;
  readonly #architecture: ImageVae;
  readonly #random: Random;

  constructor(architecture: ImageVae, random: Random) {
    this.#architecture = architecture;
    this.#random = random;
    const { size } = architecture;
    const input = { name: 'image', shape: [3, size, size] };
    this.#draft = new NetworkDraft({ input, nodes: [], weights: {}, constants: {}, outputs: {} });
  }

  write(): Network {
    const { size, conv, dense, latent, back } = this.#architecture;
    let x = 'image';
    conv.forEach((width, i) => {
      x = this.#active(this.#conv(`conv${i}`, x, conv[i - 1] ?? 3, width));
      x = this.#draft.node('MaxPool', [x], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
    });
    const side = size / 2 ** conv.length;
    const channels = conv.at(-1) ?? 3;
    let features = channels * side * side;
    x = this.#draft.node('Reshape', [x, this.#draft.int64s([-1, features])]);
    dense.forEach((width, i) => {
      x = this.#active(this.#gemm(`dense${i}`, x, features, width));
      features = width;
    });
    const mu = this.#gemm('mu', x, features, latent, 0.1);
    const logvar = this.#gemm('logvar', x, features, latent, 0.1);
    if (back.length === 0) return this.#draft.finish({ mu, logvar });
    return this.#draft.finish({ mu, logvar, reconstruction: this.#decoder(mu, channels, side) });
  }

  #decoder(mu: string, channels: number, side: number): string {
    const { dense, latent, back } = this.#architecture;
    let x = this.#draft.node('Identity', [mu], {}, sampledName);
    let features = latent;
    dense.toReversed().forEach((width, i) => {
      x = this.#active(this.#gemm(`lift${i}`, x, features, width));
      features = width;
    });
    x = this.#active(this.#gemm('top', x, features, channels * side * side));
    x = this.#draft.node('Reshape', [x, this.#draft.int64s([-1, channels, side, side])]);
    const twice = this.#draft.constant(Float32Array.of(1, 1, 2, 2), [4]);
    back.forEach((width, i) => {
      x = this.#draft.node('Resize', [x, '', twice], {
        mode: string('nearest'),
        coordinate_transformation_mode: string('asymmetric'),
        nearest_mode: string('floor'),
      });
      x = this.#conv(`back${i}`, x, back[i - 1] ?? channels, width);
      if (i + 1 < back.length) x = this.#active(x);
    });
    return x;
  }

  #active = (x: string): string => this.#draft.node('LeakyRelu', [x], { alpha: float(0.1) });

  #conv(name: string, x: string, from: number, to: number): string {
    return this.#layer('Conv', name, x, [to, from, 3, 3], 9 * from, { pads: ints([1, 1, 1, 1]) });
  }

  #gemm(name: string, x: string, from: number, to: number, share = 1): string {
    const attributes = { transA: int(0), transB: int(0) };
    return this.#layer('Gemm', name, x, [from, to], from / share ** 2, attributes);
  }

  #layer(
    op: string,
    name: string,
    x: string,
    shape: readonly number[],
    inputs: number,
    attributes: Attributes,
  ): string {
    const outputs = shape[op === 'Conv' ? 0 : 1] ?? 1;
    const size = shape.reduce((product, dim) => product * dim, 1);
    const spread = Math.sqrt(2 / inputs);
    const data = Float32Array.from({ length: size }, () => spread * this.#random.normal());
    const bias: Weight = { shape: [outputs], data: new Float32Array(outputs) };
    this.#draft.weights[`${name}.weight`] = { shape, data };
    this.#draft.weights[`${name}.bias`] = bias;
    return this.#draft.node(op, [x, `${name}.weight`, `${name}.bias`], attributes);
  }
}
