import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '@lookout/shared/onnx/network';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { assembleVariant } from '../../../cloud-hub/dist/compression/pipeline/assemble-variant.js';
import { cpuForms, fp32Form } from '../../../cloud-hub/dist/compression/pipeline/forms.js';
import { mapChannels } from '../../../cloud-hub/dist/compression/prune/channel-map.js';
import { macsPerWindow } from '../../../cloud-hub/dist/compression/prune/multiply-accumulates.js';
import type { FileJudge } from './judge-files.ts';
import type { JudgedForm, MadeNetwork, TimedGraph } from './made-network.ts';
import { type Prepared, statedRate } from './prepare-subject.ts';

/** Gives the same numbers as its weights in int8 alone: it is judged once for both. */
const sameAs: Readonly<Record<string, string>> = { 'int8-weights-2d': 'int8-weights' };

/** Where a subject's graphs are written, for the process that times them. */
export class GraphFolder {
  #count = 0;
  readonly #prefix: string;

  constructor(folder: string, name: string) {
    this.#prefix = join(folder, name);
  }

  async write(form: string, graph: Uint8Array): Promise<TimedGraph> {
    const path = `${this.#prefix}-${this.#count++}.onnx`;
    await writeFile(path, graph);
    return { form, path, bytes: graph.length };
  }
}

export interface FormsToMake {
  readonly way: string;
  readonly stage: string;
  /** Those that are judged and timed, by default all that a CPU may be given. */
  readonly only?: readonly string[];
  /** Also the whole detector around it, to be timed. */
  readonly withDetector?: boolean;
}

/** Puts a network into its forms, judges each inside the whole detector, and leaves their graphs. */
export async function makeForms(
  { base }: Prepared,
  judge: FileJudge,
  folder: GraphFolder,
  network: Network,
  { way, stage, only, withDetector = false }: FormsToMake,
): Promise<MadeNetwork> {
  const judged = new Map<string, JudgedForm>();
  const graphs: TimedGraph[] = [await folder.write(fp32Form.name, writeNetwork(network))];
  let quality: MadeNetwork['quality'] = null;
  for (const { name, apply } of cpuForms) {
    if (only && !only.includes(name)) continue;
    const formed = await apply(network, base.fitWindows);
    if (!formed) continue;
    graphs.push(await folder.write(name, writeNetwork(formed)));
    const same = judged.get(sameAs[name] ?? '');
    if (same) {
      judged.set(name, { form: name, files: same.files });
      continue;
    }
    const { detector } = await assembleVariant(base, formed, statedRate);
    const verdict = await judge.judge(detector.model);
    judged.set(name, { form: name, files: verdict.files });
    quality ??= verdict.quality;
    if (withDetector && name === 'int8-weights')
      graphs.push(await folder.write('detector', detector.model));
  }
  const macs = macsOf(network) / macsOf(base.network);
  return { way, stage, macs, forms: [...judged.values()], graphs, quality };
}

export const macsOf = (network: Network): number => macsPerWindow(network, mapChannels(network));
