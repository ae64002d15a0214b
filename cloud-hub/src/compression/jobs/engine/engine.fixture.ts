import type { DatasetParts } from '../../../dataset/dataset-parts.ts';
import type { StageProgress } from '../../pipeline/progress.ts';
import type { EngineIo, JobFiles } from './engine.ts';

/** What an engine is given, in memory: a store that outlives the run, and all that it tells. */
export function engineIo(
  uploads: Readonly<Record<string, { name: string; bytes: Uint8Array }>>,
  datasets: readonly DatasetParts[] = [],
) {
  const kept = new Map<string, Uint8Array>();
  const told: StageProgress<string>[] = [];
  const abort = new AbortController();
  const files: JobFiles = {
    upload: async (id) => uploads[id] ?? null,
    dataset: async (wanted) => datasets.find(({ name }) => name === wanted) ?? null,
    artefact: async () => null,
  };
  const io: EngineIo = {
    files,
    store: {
      read: async (name) => kept.get(name) ?? null,
      write: async (name, bytes) => void kept.set(name, bytes),
    },
    onProgress: (progress) => told.push(progress),
    signal: abort.signal,
  };
  return { io, kept, told, abort };
}

/** The stages in the order in which they turned, as `stage state`. */
export const turnsOf = (told: readonly StageProgress<string>[]): string[] =>
  told.map(({ stage, state }) => `${stage} ${state}`).filter((turn, i, all) => turn !== all[i - 1]);
