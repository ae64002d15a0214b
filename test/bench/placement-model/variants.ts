import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@lookout/shared/simulator/random';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { buildImageVae, type ImageVae, paperEncoder } from '../compress-paper/image-vae.ts';
import type { PacedModel } from './paced-child.ts';

/** From a network of a few sensors' size to that of the paper; what they were trained on takes no time. */
const architectures: Readonly<Record<string, ImageVae>> = {
  tiny: { size: 8, conv: [4], dense: [32], latent: 4, back: [] },
  medium: { size: 64, conv: [32, 32, 16], dense: [128], latent: 8, back: [] },
  'paper, 1/8': { ...paperEncoder, conv: [16, 8, 8, 8], dense: [256, 128, 64] },
  'paper, 1/4': { ...paperEncoder, conv: [32, 16, 8, 8], dense: [512, 256, 64] },
  'paper, 1/2': { ...paperEncoder, conv: [64, 32, 16, 16], dense: [1024, 500, 125] },
  paper: paperEncoder,
};

export const variantNames: readonly string[] = Object.keys(architectures);

export function writeVariants(folder: string): PacedModel[] {
  return Object.values(architectures).map((architecture, i) => {
    const path = join(folder, `${i}.onnx`);
    writeFileSync(path, writeNetwork(buildImageVae(architecture, new Random(1))));
    const { size } = architecture;
    return { path, shape: [1, 3, size, size] };
  });
}
