import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneNodeModel, oneNodeName } from '@lookout/shared/profile/one-node-model';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { median } from '@lookout/shared/profile/statistics';
import type { JobModel, JobSetting } from '@lookout/shared/profile/timing-job';
import { type ChildModule, runInProcess } from './timing-process.ts';

/** A fresh process differs from the next by a megabyte or two. */
const processes = 3;

/**
 * Measures what a model adds to the resident memory of a process that can run models at all: the
 * high-water marks of fresh processes, less those of one that runs a one-node graph.
 * @param folder where the one-node graph may be written
 */
export function measurePeak(
  folder: string,
  setting: JobSetting & { readonly seed: number },
  how: { readonly stepTimeoutMs: number; readonly child: ChildModule },
): (model: JobModel, batch: number) => Promise<number> {
  const peakOf = async (model: JobModel, batch: number): Promise<number> => {
    const peaks: number[] = [];
    for (let i = 0; i < processes; i += 1) {
      const reply = await runInProcess({ kind: 'memory', ...setting, model, batch }, how);
      if (reply.kind !== 'peak') throw new ProfileError('model', `${model.name}: no memory told`);
      peaks.push(reply.rssBytes);
    }
    return median(peaks);
  };
  const path = join(folder, 'one-node.onnx');
  const idle = writeFile(path, oneNodeModel()).then(() => peakOf({ name: oneNodeName, path }, 1));
  idle.catch(() => {}); // told to whoever asks
  return async (model, batch) => {
    const baseline = await idle;
    return Math.max(0, (await peakOf(model, batch)) - baseline);
  };
}
