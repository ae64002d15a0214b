import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Random } from '@lookout/shared/simulator/random';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { buildImageVae, paperEncoder } from '../compress-paper/image-vae.ts';

const bin = resolve(import.meta.dirname, '../../../cloud-hub/bin/lookout.js');
const run = promisify(execFile);

/** Variant → the form that the network is given for it, the CPU's first. */
const forms: Readonly<Record<string, string>> = {
  'cpu-int8-weights': 'int8-weights-2d',
  'gpu-fp16': 'fp16',
  'gpu-fp32': 'fp32',
};

export const frameSize = paperEncoder.size;

/**
 * The encoder of arXiv 2409.00880 as detectors of frames, each by `lookout import` as a person would. Its
 * weights are those before training: they take as long, and detect nothing.
 * @returns variant → folder
 */
export async function importPaper(
  folder: string,
  frames: string,
  periodMs: number,
): Promise<Readonly<Record<string, string>>> {
  const model = join(folder, 'paper.onnx');
  writeFileSync(model, writeNetwork(buildImageVae(paperEncoder, new Random(1))));
  const bundles: Record<string, string> = {};
  for (const [variant, form] of Object.entries(forms)) {
    const out = join(folder, variant);
    const request = ['--model', model, '--data', frames, '--period', String(periodMs)];
    await run(process.execPath, [bin, 'import', ...request, '--form', form, '--out', out]);
    bundles[variant] = out;
  }
  return bundles;
}
