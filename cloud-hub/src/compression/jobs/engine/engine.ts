import type { JobKind, JobOrder } from '@lookout/shared/protocol/jobs';
import type { DatasetParts } from '../../../dataset/dataset-parts.ts';
import type { ArtefactStore } from '../../pipeline/artefact-store.ts';
import type { StageProgress } from '../../pipeline/progress.ts';

/** A job as its engine sees it. */
export interface EngineJob<Kind extends JobKind> {
  readonly order: Extract<JobOrder, { kind: Kind }>;
  /** The same at every attempt, so that a run that goes on makes what it would have made. */
  readonly createdAt: number;
}

/** What the hub keeps for jobs. Null: it is not there. */
export interface JobFiles {
  upload(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null>;
  /** By name or id; no window of so many rows has rows of two parts. */
  dataset(nameOrId: string, windowLength: number): Promise<DatasetParts | null>;
  /** Of another job. */
  artefact(job: string, name: string): Promise<Uint8Array | null>;
}

export interface EngineIo {
  readonly files: JobFiles;
  /** This job's own: what it holds of finished stages is not made again. */
  readonly store: ArtefactStore;
  readonly onProgress: (progress: StageProgress<string>) => void;
  readonly signal: AbortSignal;
}

export type EngineOutcome = 'done' | 'infeasible';

/**
 * Does jobs of one kind. Artefacts named `work/...` are its own and go when the job is done, the others are
 * the result. @throws the signal's reason, or an error with a `code` whose message is meant for people
 */
export type JobEngine<Kind extends JobKind> = (
  job: EngineJob<Kind>,
  io: EngineIo,
) => Promise<EngineOutcome>;

/** Loaded when the first job of the kind comes: the hub itself only looks which kinds there are. */
export type EngineTable = { readonly [Kind in JobKind]?: () => Promise<JobEngine<Kind>> };

/** What can be ordered where these engines run. */
export const kindsOf = (table: EngineTable): JobKind[] =>
  (['train', 'compress'] satisfies JobKind[]).filter((kind) => table[kind] !== undefined);

export const ENGINES = Symbol('EngineTable');
