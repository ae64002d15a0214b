import { JobOrder } from '@lookout/shared/protocol/jobs';
import { ArtefactRepository, JobArtefacts } from '../artefact.repository.ts';
import type { EngineTable, JobFiles } from '../engine/engine.ts';
import { runEngine } from '../engine/run-engine.ts';
import type { Claim, JobClaims } from '../job-claims.repository.ts';
import { JobError } from '../job-error.ts';
import type { Delivery } from '../job-queue.repository.ts';
import { isDatabaseTrouble } from './database-trouble.ts';
import { ProgressWriter } from './progress-writer.ts';

export interface RunJob {
  readonly engines: EngineTable;
  readonly claims: JobClaims;
  readonly artefacts: ArtefactRepository;
  readonly files: JobFiles;
  readonly workerName: string;
  readonly clock: () => number;
  /** Aborted with the reason `workerStopping`. */
  readonly stopping: AbortSignal;
  /** Calls back whenever a job has changed, and every few seconds. Returns how to end that. */
  watch(jobId: string, look: () => void): () => void;
  /** What nobody foresaw. */
  log(error: unknown): void;
}

/**
 * One turn of one job, to its end, its failure or its loss.
 * @throws what the database throws while it is in trouble: the queue tries the job again
 */
export async function runJob(delivery: Delivery, run: RunJob): Promise<void> {
  const claim = await run.claims.claim(delivery, run.workerName, run.clock());
  if (claim === null) return;
  const mine = new AbortController();
  const unwatch = run.watch(delivery.jobId, () => {
    run.claims.holds(claim).then(
      (held) => held || mine.abort(new JobError('claimLost', 'the job is no longer ours')),
      // The next write tells.
      () => undefined,
    );
  });
  const signal = AbortSignal.any([mine.signal, delivery.signal, run.stopping]);
  try {
    await carryOut(claim, run, signal, (reason) => mine.abort(reason));
  } catch (error) {
    // An engine that was cut off may throw anything: why it was is in the signal.
    await settle(claim, signal.aborted ? signal.reason : error, delivery, run);
  } finally {
    unwatch();
  }
}

async function carryOut(
  claim: Claim,
  { engines, claims, artefacts, files, clock }: RunJob,
  signal: AbortSignal,
  abort: (reason: unknown) => void,
): Promise<void> {
  const writer = new ProgressWriter({
    write: (stages) => claims.progress(claim, stages, clock()),
    failed: abort,
  });
  try {
    const state = await runEngine(engines, JobOrder.parse(claim.job.order), claim.job.createdAt, {
      files,
      store: new JobArtefacts(artefacts, claims, claim, clock),
      onProgress: (progress) => writer.report(progress),
      signal,
    });
    await writer.flush();
    signal.throwIfAborted();
    await claims.end(claim, { state }, clock());
  } finally {
    await writer.flush();
  }
}

async function settle(
  claim: Claim,
  reason: unknown,
  delivery: Delivery,
  { claims, clock, log }: RunJob,
): Promise<void> {
  const code = codeOf(reason);
  if (code === 'claimLost' || reason === delivery.signal.reason) return;
  if (isDatabaseTrouble(reason)) throw reason;
  try {
    if (code === 'workerStopping') return await claims.giveBack(claim);
    if (code === null) log(reason);
    await claims.end(claim, { state: 'failed', ...told(reason, code) }, clock());
  } catch (error) {
    if (codeOf(error) !== 'claimLost') throw error;
  }
}

/** Errors with a `code` name the thing and the remedy; anything else is a defect of ours. */
function told(reason: unknown, code: string | null): { errorCode: string; errorText: string } {
  const text = reason instanceof Error ? reason.message : String(reason);
  return code === null
    ? { errorCode: 'unexpected', errorText: `${text} (unexpected: see the log of the worker)` }
    : { errorCode: code, errorText: text };
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
