import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgePlacement, placementOf } from '@lookout/shared/profile/node-placement';
import type { InferenceSession } from 'onnxruntime-node';
import { DetectError } from './detect-error.ts';

/**
 * Opens a session that records its first runs, and tells by the record where its nodes ran. A provider that
 * can take none of them leaves them to the CPU and says nothing.
 * @param open with what makes the session record
 * @param warm its first runs, in which a GPU compiles what it needs
 * @returns the session, and in words where its nodes ran
 * @throws DetectError `fellBack`
 */
export async function provePlacement(
  provider: string,
  open: (record: InferenceSession.SessionOptions) => Promise<InferenceSession>,
  warm: (session: InferenceSession) => Promise<void>,
): Promise<{ readonly session: InferenceSession; readonly reason: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-placement-'));
  try {
    const session = await open({ enableProfiling: true, profileFilePrefix: join(folder, 'run') });
    try {
      await warm(session);
      session.endProfiling();
      const nodes = placementOf(await recordIn(folder));
      const { fellBack, words } = judgePlacement(provider, nodes);
      if (fellBack) throw new DetectError('fellBack', `${provider} ${words}`);
      const all = Object.values(nodes).reduce((sum, count) => sum + count, 0);
      return { session, reason: words ?? `all ${all} nodes ran on ${provider}` };
    } catch (error) {
      await session.release();
      throw error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recordIn(folder: string): Promise<unknown> {
  const [file] = await readdir(folder);
  return file === undefined ? [] : JSON.parse(await readFile(join(folder, file), 'utf8'));
}
