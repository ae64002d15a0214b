import type { Recording } from '@lookout/shared/detector/recording';
import { type ChannelScale, divisorOf } from '@lookout/shared/detector/scaling';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';

/** How the model's rows were scaled when it was trained. */
export type OwnScaling =
  /** (x - mean)/sd, fitted on the data here. */
  | { readonly kind: 'standard' }
  /** Engineering units. */
  | { readonly kind: 'none' }
  /** Each channel's least and largest value to these bounds. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** (x - mean)/sd with these figures, by channel. */
  | { readonly kind: 'given'; readonly scales: readonly ChannelScale[] };

/** own = (x - offset)/divisor, x in engineering units. */
export interface OwnUnits {
  readonly offset: number;
  readonly divisor: number;
}

/** Null for standard scaling, which is how a detector shows its network the rows anyway. */
export function ownUnits(
  own: OwnScaling,
  recordings: readonly Recording[],
  scaling: readonly ChannelScale[],
): readonly OwnUnits[] | null {
  switch (own.kind) {
    case 'standard':
      return null;
    case 'none':
      return scaling.map(() => ({ offset: 0, divisor: 1 }));
    case 'given':
      return own.scales.map((scale) => ({ offset: scale.mean, divisor: divisorOf(scale) }));
    case 'range':
      return scaling.map((_, channel) => {
        const { least, largest } = boundsOf(recordings, channel);
        const divisor = (largest > least ? largest - least : 1) / (own.to - own.from);
        return { offset: least - own.from * divisor, divisor };
      });
  }
}

function boundsOf(recordings: readonly Recording[], channel: number) {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values, channels } of recordings)
    for (let at = channel; at < values.length; at += channels) {
      least = Math.min(least, values[at] ?? least);
      largest = Math.max(largest, values[at] ?? largest);
    }
  return { least, largest };
}

/** The same of frames, whose values lie from 0 to 1 whatever was seen. */
export function ownColorUnits(
  own: OwnScaling,
  scaling: readonly ChannelScale[],
): readonly OwnUnits[] | null {
  if (own.kind !== 'range') return ownUnits(own, [], scaling);
  const divisor = 1 / (own.to - own.from);
  return scaling.map(() => ({ offset: -own.from * divisor, divisor }));
}

/**
 * The network between standardised rows or frames: what it is shown is put into its own units, own = z·a + b, and
 * what it reconstructs is put back. So every detector scales alike, whatever the network was trained on.
 */
export function inOwnUnits(
  network: Network,
  own: readonly OwnUnits[],
  scaling: readonly ChannelScale[],
): Network {
  // Channels are the last axis of rows, and the first of frames.
  const shape = network.input.shape.length === 3 ? [scaling.length, 1, 1] : [scaling.length];
  const factor = own.map(({ divisor }, c) => divisorOf(scaling[c] ?? unscaled) / divisor);
  const shift = own.map(({ offset, divisor }, c) => ((scaling[c]?.mean ?? 0) - offset) / divisor);
  const shown = network.input.name;
  const { reconstruction } = network.outputs;
  const node = (op: string, inputs: readonly string[], output: string): NetworkNode => ({
    op,
    inputs,
    outputs: [output],
    attributes: {},
  });
  const inside = network.nodes.map((one) => ({
    ...one,
    inputs: one.inputs.map((name) => (name === shown ? names.shown : name)),
  }));
  const back = reconstruction
    ? [
        node('Sub', [reconstruction, names.shift], names.shifted),
        node('Div', [names.shifted, names.factor], names.reconstruction),
      ]
    : [];
  return {
    ...network,
    nodes: [
      node('Mul', [shown, names.factor], names.scaled),
      node('Add', [names.scaled, names.shift], names.shown),
      ...inside,
      ...back,
    ],
    constants: {
      ...network.constants,
      [names.factor]: { shape, data: Float32Array.from(factor) },
      [names.shift]: { shape, data: Float32Array.from(shift) },
    },
    outputs: {
      ...network.outputs,
      ...(reconstruction && { reconstruction: names.reconstruction }),
    },
  };
}

const unscaled: ChannelScale = { mean: 0, sd: 1 };
const names = {
  factor: 'ownUnits.factor',
  shift: 'ownUnits.shift',
  scaled: 'ownUnits.scaled',
  shown: 'ownUnits.shown',
  shifted: 'ownUnits.shifted',
  reconstruction: 'ownUnits.reconstruction',
} as const;
