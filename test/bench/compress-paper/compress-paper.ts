import { Progress } from '../../../cloud-hub/dist/cli/progress.js';
import type { Tables } from '../tables.ts';
import type { Effort } from './compress.ts';
import { type PaperType, readFrames } from './frames.ts';
import { judgeQuality, type QualityRow } from './quality.ts';
import { judgeSpeed } from './speed.ts';

/** One in reflected light, one in transmitted light. */
const types: readonly PaperType[] = ['PA_BRG01_RL', 'PA_FVN01_TL'];
const stagesOfQuality = 5;
const stagesOfSpeed = 4;

/**
 * The network of arXiv 2409.00880, compressed with the product's own functions. In its full size it is
 * trained for a moment only, so there the order of its scores stands for detection; at a size that can be
 * trained, AUROC says what compression costs.
 */
export async function benchCompressPaper(effort: Effort): Promise<Tables> {
  const frames = await readFrames();
  if (frames === null) {
    console.error('No ../shared/data/piped and no LOOKOUT_DATA: nothing is measured.');
    return {};
  }
  const progress = new Progress('Compression of the paper’s network', process.stderr, Date.now);
  const stages = stagesOfSpeed + types.length * stagesOfQuality;
  let done = 0;
  const onStage = () => {
    done += 1;
    progress.update(done / stages, `${done} of ${stages} stages`);
  };
  const speed = await judgeSpeed(frames, effort, onStage);
  const quality: QualityRow[] = [];
  for (const type of types) quality.push(...(await judgeQuality(frames, type, effort, onStage)));
  progress.finish();
  return {
    'The paper’s encoder, 3×224×224, CPU, batch 1, one thread (never timed on a GPU)': speed,
    'A smaller one, 3×64×64 with a decoder, trained: another type of paper is told by': quality,
  };
}
