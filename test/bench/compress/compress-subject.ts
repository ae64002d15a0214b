import type { Network } from '@lookout/shared/onnx/network';
import { assembleDetector } from '../../../cloud-hub/dist/compression/bundle/assemble-detector.js';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { assembleVariant } from '../../../cloud-hub/dist/compression/pipeline/assemble-variant.js';
import { FolderStore } from '../../../cloud-hub/dist/compression/pipeline/folder-store.js';
import { makeNetworks } from '../../../cloud-hub/dist/compression/pipeline/make-networks.js';
import type { StagedNetwork } from '../../../cloud-hub/dist/compression/pipeline/staged-network.js';
import { pruneBy, recipes } from './ablations.ts';
import { FileJudge } from './judge-files.ts';
import type { MadeNetwork } from './made-network.ts';
import { GraphFolder, makeForms } from './make-forms.ts';
import { maskedTwin } from './masked-twin.ts';
import { type Prepared, prepareSubject, statedRate } from './prepare-subject.ts';
import type { Subject } from './subjects.ts';
import { comparedStages } from './targets.ts';

/** Enough for ablations: they differ in what is learned, and these two in how it is held. */
const ablatedForms = ['int8-weights', 'int8'];

export interface CompressOptions {
  /** For graphs that are timed later. */
  readonly folder: string;
  readonly ablated: boolean;
}

/** Trains a subject and makes all its networks: the product's of every stage, and the ablations'. */
export async function compressSubject(
  subject: Subject,
  { folder, ablated }: CompressOptions,
): Promise<MadeNetwork[]> {
  const prepared = await prepareSubject(subject);
  await using _ = prepared.teacher;
  const judge = await FileJudge.open(prepared);
  const graphs = new GraphFolder(folder, Object.values(subject).join('-'));
  const own = { way: 'product', stage: 'base' };
  const { network } = prepared.base;
  const networks = [
    await asItWas(prepared, judge, graphs),
    await makeForms(prepared, judge, graphs, network, own),
    await linearOnly(prepared, judge, graphs),
  ];
  for await (const { name: stage, network } of stagesOf(prepared, subject.seed, folder)) {
    const withDetector = comparedStages.includes(stage);
    const request = { way: 'product', stage, withDetector };
    networks.push(await makeForms(prepared, judge, graphs, network, request));
    if (comparedStages.includes(stage))
      networks.push(await masked(prepared, graphs, stage, network));
  }
  if (!ablated) return networks;
  for (const way of Object.keys(recipes))
    for await (const { stage, network } of pruneBy(way, prepared, subject.seed))
      networks.push(
        await makeForms(prepared, judge, graphs, network, { way, stage, only: ablatedForms }),
      );
  return networks;
}

/** Every network that `lookout compress` would make of it. */
function stagesOf(
  { base, teacher, lesson }: Prepared,
  seed: number,
  folder: string,
): AsyncGenerator<StagedNetwork> {
  const latent = base.manifest.latent;
  const ground = { base, teacher, lesson, latent, trainable: true, seed, stages: null };
  const signal = new AbortController().signal;
  const io = { store: new FolderStore(folder), onProgress: () => {}, signal };
  return makeNetworks({ ...ground, key: base.id.slice(0, 12) }, io);
}

async function asItWas(
  { base }: Prepared,
  judge: FileJudge,
  graphs: GraphFolder,
): Promise<MadeNetwork> {
  const { files, quality } = await judge.judge(null);
  return {
    ...{ way: 'base', stage: 'base', macs: 1, forms: [{ form: 'fp32', files }], quality },
    graphs: [
      await graphs.write('fp32', writeNetwork(base.network)),
      await graphs.write('detector', base.model),
    ],
  };
}

/** The product's detector without its network; only its own score says anything. */
async function linearOnly(
  { base }: Prepared,
  judge: FileJudge,
  graphs: GraphFolder,
): Promise<MadeNetwork> {
  const { fitted } = await assembleVariant(base, base.network, statedRate);
  const { model } = await assembleDetector(fitted, 'linear', statedRate);
  const { files } = await judge.judge(model);
  return {
    ...{ way: 'linear', stage: 'base', macs: 0, quality: null },
    forms: [{ form: 'detector', files }],
    graphs: [await graphs.write('detector', model)],
  };
}

async function masked(
  { base }: Prepared,
  graphs: GraphFolder,
  stage: string,
  network: Network,
): Promise<MadeNetwork> {
  const graph = writeNetwork(maskedTwin(base.network, network));
  const timed = [await graphs.write('fp32', graph)];
  return { way: 'masked', stage, macs: 1, forms: [], graphs: timed, quality: null };
}
