import type {
  PerComponent,
  VariantQuality,
} from '../../../cloud-hub/dist/compression/judging/judge-variant.js';
import type { Subject } from './subjects.ts';

export const components = ['reconstruction', 'kl', 'score'] as const;

/** One test file under one component. A drop is the teacher's AUROC less the network's. */
export interface FileDrop {
  readonly file: string;
  readonly auroc: number;
  readonly drop: number;
  /** Ends of its 95 % interval, paired block bootstrap; the drop itself where there are too few events. */
  readonly low: number;
  readonly high: number;
}

export type FileDrops = PerComponent<readonly FileDrop[]>;

/** The network's own graph in one form, judged inside the whole detector in that very form. */
export interface JudgedForm {
  readonly form: string;
  /** Null where it only stands there to be timed. */
  readonly files: FileDrops | null;
}

/** Where a graph lies that is to be timed. */
export interface TimedGraph {
  readonly form: string;
  readonly path: string;
  readonly bytes: number;
}

/** A network that was made from a subject's base, in every form. */
export interface MadeNetwork {
  /** `product`, or how an ablation made it otherwise. */
  readonly way: string;
  readonly stage: string;
  /** Share of the base's multiply-accumulates. */
  readonly macs: number;
  readonly forms: readonly JudgedForm[];
  readonly graphs: readonly TimedGraph[];
  /** On the calibration rows and the judged ones, its weights in int8; null where it was not judged. */
  readonly quality: Pick<VariantQuality, 'vaeLoss' | 'threshold'> | null;
}

/** Microseconds of a run of one graph, the median. */
export interface GraphTime {
  readonly path: string;
  readonly batch: number;
  readonly us: number;
}

/** All that was made and measured of one subject. */
export interface Compressed {
  readonly subject: Subject;
  readonly networks: readonly MadeNetwork[];
  readonly times: readonly GraphTime[];
}

export const findNetwork = (
  { networks }: Pick<Compressed, 'networks'>,
  way: string,
  stage: string,
): MadeNetwork | undefined => networks.find((one) => one.way === way && one.stage === stage);

/** Microseconds of a network's graph in one form. */
export function timeOf(
  { times }: Pick<Compressed, 'times'>,
  network: MadeNetwork | undefined,
  form: string,
  batch: number,
): number | undefined {
  const graph = network?.graphs.find((one) => one.form === form);
  return graph && times.find((time) => time.path === graph.path && time.batch === batch)?.us;
}
