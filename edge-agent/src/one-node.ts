import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneNodeModel, oneNodeName } from '@lookout/shared/profile/one-node-model';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import type { JobModel } from '@lookout/shared/profile/timing-job';
import type { ProfileTools } from './detect/profile/profile-process.ts';

/**
 * A graph that any provider can run.
 * @param work with the graph, and a folder for what comes of it
 * @throws ProfileError `folder`, and what the work throws
 */
export async function withOneNode<T>(
  work: (model: JobModel, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-profile-')).catch(notWritten);
  try {
    const path = join(folder, 'one-node.onnx');
    await writeFile(path, oneNodeModel()).catch(notWritten);
    return await work({ name: oneNodeName, path }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A full disk is no reason to end the agent. */
function notWritten(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new ProfileError('folder', `the folder for temporary files cannot be written: ${why}`);
}

/** Whoever reads it knows what it is about, and cares neither for its folder nor for what it was tried with. */
export const bare = (message: string, of: string): string =>
  message.startsWith(`${of}: `) ? message.slice(of.length + 2) : message;

/** TensorRT builds its engines when a model is run first, which takes minutes. */
export const patient = <T extends ProfileTools>(provider: string, tools: T): T =>
  provider === 'tensorrt' ? { ...tools, stepTimeoutMs: 10 * tools.stepTimeoutMs } : tools;
