import type { Network } from '@lookout/shared/onnx/network';
import { readModel } from '@lookout/shared/onnx/read';
import { countWork } from '@lookout/shared/profile/work';
import type { AssembledDetector } from '../bundle/assemble-detector.ts';
import { type JudgeOptions, judgeVariant, type VariantQuality } from '../judging/judge-variant.ts';
import type { JudgedWindows, JudgingSet } from '../judging/judging-set.ts';
import { scoreVariant, type VariantScores } from '../judging/score-variant.ts';
import { writeNetwork } from '../network/network-file.ts';
import { assembleVariant } from './assemble-variant.ts';
import type { Base } from './base.ts';
import type { Form } from './forms.ts';
import type { StagedNetwork } from './staged-network.ts';

/** A network in one form, inside the whole detector, judged. */
export interface Candidate {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly staged: StagedNetwork;
  readonly form: Form;
  /** In its form. */
  readonly network: Network;
  readonly detector: AssembledDetector;
  readonly scores: VariantScores;
  readonly quality: VariantQuality;
  readonly parameters: number;
  readonly macs: number;
  readonly networkBytes: number;
  readonly modelBytes: number;
}

export interface JudgingGround {
  readonly base: Base;
  readonly baseScores: VariantScores;
  readonly set: JudgingSet;
  readonly windows: JudgedWindows;
  readonly options: JudgeOptions;
}

/** Puts a network into its form and the detector around it, calibrates and judges that; null: no form for it. */
export async function makeCandidate(
  { base, baseScores, set, windows, options }: JudgingGround,
  staged: StagedNetwork,
  form: Form,
): Promise<Candidate | null> {
  const network = await form.apply(staged.network, base.fitWindows);
  if (!network) return null;
  const { detector } = await assembleVariant(base, network, options.falseAlarmRate);
  const scores = await scoreVariant(detector.model, set);
  return {
    id: `${staged.name}, ${form.name}`,
    title: `${staged.name}, ${form.title}`,
    ...{ staged, form, network, detector, scores },
    quality: judgeVariant(scores, baseScores, windows, options),
    ...sizesOf(staged.network),
    networkBytes: writeNetwork(network).length,
    modelBytes: detector.model.length,
  };
}

/** Of the network by itself, for one window. */
export function sizesOf(network: Network): { readonly parameters: number; readonly macs: number } {
  const { gemm, conv, gemmInt8, convInt8 } = countWork(readModel(writeNetwork(network)));
  const parameters = Object.values(network.weights).reduce((sum, { data }) => sum + data.length, 0);
  return { parameters, macs: gemm + conv + gemmInt8 + convInt8 };
}

/** The largest fall of AUROC among score, reconstruction and KL; 0 where none could be told. */
export function aurocDropOf({ difference }: VariantQuality): number {
  if (!difference) return 0;
  const falls = Object.values(difference).flatMap((one) => (one ? [-one.value] : []));
  return falls.length > 0 ? Math.max(...falls) : 0;
}
