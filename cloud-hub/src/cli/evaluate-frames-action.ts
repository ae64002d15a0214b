import type { Bundle } from '../compression/bundle/open-bundle.ts';
import { type FrameEvaluation, framesOf, judgeFrames } from '../compression/frames/judge-frames.ts';
import { readFrames } from '../dataset/frames/read-frames.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { usageError } from './exit.ts';
import { withProgress } from './with-progress.ts';

/** `lookout evaluate` of a bundle that takes frames, on folders of good and of bad ones. */
export async function evaluateFrames(bundle: Bundle, options: EvaluateOptions): Promise<void> {
  const { normal, abnormal } = requireFolders(options);
  const size = framesOf(bundle.manifest);
  const read = (folders: readonly string[]) =>
    withProgress('Reading', (update) => readFrames(folders, size, update));
  const [good, bad] = [await read(normal), await read(abnormal)];
  for (const warning of [...good.warnings, ...bad.warnings, ...known(bundle, good.folders)])
    process.stderr.write(`lookout: warning: ${warning}\n`);
  const total = [...good.folders, ...bad.folders].reduce((sum, { count }) => sum + count, 0);
  const evaluation = await withProgress('Scoring', (update) => {
    let done = 0;
    return judgeFrames(bundle, good.folders, bad.folders, {
      nowMs: () => performance.now(),
      onFrames: (count) => {
        done += count;
        update(done / total);
      },
    });
  });
  const text = options.json ? JSON.stringify(evaluation, null, 2) : describe(evaluation, bundle);
  process.stdout.write(`${text}\n`);
}

function requireFolders({ data, report, normal, abnormal }: EvaluateOptions) {
  if (data !== undefined)
    throw usageError(
      'the detector takes frames, and --data names recordings of sensors: give folders of frames with ' +
        '--normal and --abnormal',
    );
  if (report !== undefined)
    throw usageError('--report is of recordings of sensors: of frames there is --json');
  if (normal && abnormal) return { normal, abnormal };
  throw usageError('a detector of frames is judged on folders: give both --normal and --abnormal');
}

function known({ manifest }: Bundle, folders: readonly { folder: string; sha256: string }[]) {
  const learned = new Set(manifest.provenance.data.map(({ sha256 }) => sha256));
  return folders
    .filter(({ sha256 }) => learned.has(sha256))
    .map(
      ({ folder }) =>
        `the detector was fitted to and calibrated on ${folder}: what it does there is no test of it`,
    );
}

function describe(evaluation: FrameEvaluation, { manifest }: Bundle): string {
  const { auroc, aurocInterval, auprc, falseAlarmRate, detectionRate } = evaluation;
  const interval =
    aurocInterval === null
      ? ''
      : ` (95 %: ${aurocInterval.low.toFixed(3)} to ${aurocInterval.high.toFixed(3)})`;
  return [
    `"${manifest.name}" (${manifest.variant}) on ${evaluation.normal} normal and ${evaluation.abnormal} abnormal frames`,
    `  AUROC         ${figure(auroc)}${interval}; colors' means alone ${figure(evaluation.colorMeansAuroc)}`,
    `  AUPRC         ${figure(auprc)}`,
    `  above ${evaluation.threshold.toFixed(2)}    ${percent(falseAlarmRate)} of the normal, ${percent(detectionRate)} of the abnormal frames`,
    `  time          ${(evaluation.frameUs / 1000).toFixed(1)} ms a frame on one core here`,
  ].join('\n');
}

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const percent = (share: number | null): string =>
  share === null ? '–' : `${(100 * share).toFixed(1)} %`;
