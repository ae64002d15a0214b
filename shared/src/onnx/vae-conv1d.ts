import type { GraphBuilder } from './graph.ts';
import type { ParameterSpec, VaeOutputs } from './vae.ts';
import { dense, latentOutputs } from './vae-layers.ts';
import type { Value } from './value.ts';

/**
 * A VAE of convolutions along time: each layer of the encoder halves the rows (stride 2, padding of half a
 * kernel, ReLU), two dense heads give the latent, and transposed convolutions mirror the way up.
 */
export interface Conv1dVaeArchitecture {
  readonly kind: 'conv1d';
  readonly windowLength: number;
  readonly channels: number;
  /** Channels of the encoder's layers; the decoder mirrors them. */
  readonly hidden: readonly number[];
  /** Rows that a kernel spans; odd. */
  readonly kernel: number;
  readonly latent: number;
  /** log σ² of the latent is clipped to these bounds; null leaves it free. */
  readonly logVarianceBounds: readonly [number, number] | null;
}

export function conv1dVaeParameters(architecture: Conv1dVaeArchitecture): ParameterSpec[] {
  const { channels, kernel, latent } = architecture;
  const widths = [channels, ...architecture.hidden];
  const top = (widths.at(-1) ?? channels) * (rowsOf(architecture).at(-1) ?? 1);
  const down = widths.slice(1).flatMap((out, i) => [
    { name: `enc${i}.weight`, shape: [out, widths[i] ?? out, kernel], outputAxis: 0 },
    { name: `enc${i}.bias`, shape: [out] },
  ]);
  const up = widths.toReversed();
  const back = up.slice(1).flatMap((out, i) => [
    { name: `dec${i + 1}.weight`, shape: [up[i] ?? out, out, kernel], outputAxis: 1 },
    { name: `dec${i + 1}.bias`, shape: [out] },
  ]);
  return [
    ...down,
    ...dense('mu', top, latent),
    ...dense('logvar', top, latent),
    ...dense('dec0', latent, top),
    ...back,
  ];
}

export function conv1dVae(
  g: GraphBuilder,
  window: Value,
  architecture: Conv1dVaeArchitecture,
  weight: (name: string) => Value,
  noise?: Value,
): VaeOutputs {
  const { hidden, channels, kernel, logVarianceBounds } = architecture;
  const rows = rowsOf(architecture);
  const half = (kernel - 1) / 2;
  const step = { strides: [2], pads: [half, half] };
  const weights = (name: string) => [weight(`${name}.weight`), weight(`${name}.bias`)] as const;

  const top = hidden.reduce(
    (y, _, i) => g.relu(g.conv(y, ...weights(`enc${i}`), step)),
    g.transpose(window, [0, 2, 1]),
  ); // [batch, hidden, rows]
  const topChannels = hidden.at(-1) ?? channels;
  const topRows = rows.at(-1) ?? 1;
  const features = g.reshape(top, [-1, topChannels * topRows]);
  const { mu, logvar, z } = latentOutputs(g, features, logVarianceBounds, weight, noise);
  const lifted = g.relu(g.gemm(z, ...weights('dec0')));
  const reconstruction = hidden.reduce(
    (y, _, i) => {
      const [from = 1, to = 1] = [rows.at(-1 - i), rows.at(-2 - i)];
      const up = { ...step, outputPadding: [to - (2 * from - 1)] };
      const back = g.convTranspose(y, ...weights(`dec${i + 1}`), up);
      return i === hidden.length - 1 ? back : g.relu(back);
    },
    g.reshape(lifted, [-1, topChannels, topRows]),
  );
  return { reconstruction: g.transpose(reconstruction, [0, 2, 1]), mu, logvar };
}

/** Rows before the first layer and after each. */
function rowsOf({ windowLength, hidden }: Conv1dVaeArchitecture): number[] {
  const rows = [windowLength];
  for (const _ of hidden) rows.push(Math.ceil((rows.at(-1) ?? 1) / 2));
  return rows;
}
