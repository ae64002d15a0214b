import {
  type Job,
  type JobArtefact,
  type JobKind,
  JobOrder,
  JobStage,
  type JobState,
  type JobSummary,
  stagesOf,
} from '@lookout/shared/protocol/jobs';

export interface JobRow {
  readonly id: string;
  readonly kind: JobKind;
  readonly name: string;
  readonly order: unknown;
  readonly state: JobState;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly worker: string | null;
  readonly attempt: number;
  readonly queueId: string | null;
  readonly errorCode: string | null;
  readonly errorText: string | null;
  /** Those that have begun, in no order. */
  readonly stages: unknown;
}

export const jobColumns = `
  id, kind, name, request AS "order", state, created_by AS "createdBy", created_at AS "createdAt",
  started_at AS "startedAt", finished_at AS "finishedAt", worker, attempt, queue_id AS "queueId",
  error_code AS "errorCode", error_text AS "errorText",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'state', s.state,
     'fraction', s.fraction, 'message', s.message, 'figures', s.figures, 'attempt', s.attempt,
     'startedAt', s.started_at, 'finishedAt', s.finished_at)), '[]')
   FROM compression_stage s WHERE s.job = compression_job.id) AS stages`;

export function summaryOf(row: JobRow): JobSummary {
  const { order: _order, queueId: _queueId, stages, ...rest } = row;
  return { ...rest, stages: everyStage(row.kind, JobStage.array().parse(stages)) };
}

export const jobOf = (row: JobRow, artefacts: JobArtefact[]): Job => ({
  ...summaryOf(row),
  order: JobOrder.parse(row.order),
  artefacts,
});

/** All stages of the kind in the order in which they run, those to come among them. */
export function everyStage(kind: JobKind, begun: readonly JobStage[]): JobStage[] {
  return stagesOf[kind].map(
    (stage) =>
      begun.find((own) => own.stage === stage) ?? {
        stage,
        state: 'waiting',
        fraction: 0,
        message: '',
        figures: {},
        startedAt: null,
        finishedAt: null,
        attempt: null,
      },
  );
}
