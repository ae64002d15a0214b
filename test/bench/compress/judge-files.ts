import { aurocDifferenceCi } from '@lookout/shared/detector/evaluation/auroc-interval';
import { auroc } from '@lookout/shared/detector/evaluation/ranking';
import { windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import { bootstrapOf } from '../../../cloud-hub/dist/compression/evaluation/rank-detectors.js';
import {
  componentsOf,
  eachComponent,
  type PerComponent,
  thresholdsOf,
  vaeLossOf,
} from '../../../cloud-hub/dist/compression/judging/judge-variant.js';
import {
  type JudgingSet,
  judgedWindows,
} from '../../../cloud-hub/dist/compression/judging/judging-set.js';
import {
  scoreVariant,
  type VariantScores,
} from '../../../cloud-hub/dist/compression/judging/score-variant.js';
import type { FileDrop, FileDrops, MadeNetwork } from './made-network.ts';
import { type Prepared, statedRate } from './prepare-subject.ts';
import { windowLength } from './subjects.ts';

/** Enough for the second digit of a limit that is pooled over dozens of files anyway. */
const resamples = 400;

/** Where the windows of one recording stand among all that are judged. */
interface Place {
  readonly from: number;
  readonly to: number;
}

interface JudgedFile {
  readonly name: string;
  readonly places: readonly Place[];
  readonly labels: Uint8Array;
  readonly runs: readonly number[];
}

/** Holds every network of a subject against its teacher, test file by test file. */
export class FileJudge {
  readonly #set: JudgingSet;
  readonly #files: readonly JudgedFile[];
  readonly #labels: Uint8Array;
  readonly #teacher: VariantScores;

  private constructor(set: JudgingSet, files: readonly JudgedFile[], teacher: VariantScores) {
    this.#set = set;
    this.#files = files;
    this.#labels = judgedWindows(set).labels;
    this.#teacher = teacher;
  }

  static async open({ base, group }: Prepared): Promise<FileJudge> {
    const judge = [...new Set(group.tests.flatMap(({ parts }) => parts))]; // TEP's healthy one stands in ten
    const { rows, scaling } = base;
    const { periodMs } = group;
    const calibrate = rows.calibrate;
    const set: JudgingSet = {
      ...{ windowLength, periodMs, scaling, calibrate, judge },
      source: 'labelled',
    };
    let to = 0;
    const places = judge.map((recording): Place => {
      const from = to;
      to += windowEnds(recording, windowLength).length;
      return { from, to };
    });
    const files = group.tests.map(({ name, parts }): JudgedFile => {
      const own = parts.map((part) => places[judge.indexOf(part)] ?? { from: 0, to: 0 });
      const labels = parts.map((part) => windowLabels(part, windowEnds(part, windowLength)));
      return {
        name,
        places: own,
        labels: Uint8Array.from(labels.flatMap((some) => [...some])),
        runs: own.map((place) => place.to - place.from),
      };
    });
    const teacher = await scoreVariant(base.model, set);
    return new FileJudge(set, files, teacher);
  }

  /** Null: the teacher itself. */
  async judge(
    model: Uint8Array | null,
  ): Promise<{ readonly files: FileDrops } & Required<Pick<MadeNetwork, 'quality'>>> {
    const scores = model === null ? this.#teacher : await scoreVariant(model, this.#set);
    const [own, theirs] = [componentsOf(scores), componentsOf(this.#teacher)];
    return {
      files: eachComponent((name) => this.#files.map((file) => dropOf(file, own, theirs, name))),
      quality: {
        vaeLoss: vaeLossOf(scores, this.#teacher, windowLength),
        threshold: thresholdsOf(scores, this.#teacher, this.#labels, statedRate),
      },
    };
  }
}

type Scores = PerComponent<Float64Array>;

function dropOf(file: JudgedFile, own: Scores, theirs: Scores, name: keyof Scores): FileDrop {
  const { labels, runs } = file;
  const [a, b] = [part(own[name], file), part(theirs[name], file)];
  const bootstrap = { ...bootstrapOf({ labels, runs }, windowLength), resamples };
  const [mine, teachers] = [auroc(a, labels), auroc(b, labels)];
  if (mine === null || teachers === null)
    throw new RangeError(`${file.name} has one class of windows only`);
  const interval = aurocDifferenceCi(a, b, labels, bootstrap);
  const drop = teachers - mine;
  const [low, high] = interval ? [-interval.high, -interval.low] : [drop, drop];
  return { file: file.name, auroc: mine, drop, low, high };
}

const part = (scores: Float64Array, { places }: JudgedFile): Float64Array =>
  Float64Array.from(places.flatMap(({ from, to }) => [...scores.subarray(from, to)]));
