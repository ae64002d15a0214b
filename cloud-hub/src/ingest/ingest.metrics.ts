import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { DeadLetter } from './dead-letter.ts';

type Lane = 'events' | 'scores';

/** What the ingest tells Prometheus. */
@Injectable()
export class IngestMetrics {
  private readonly rows: Counter<'lane'>;
  private readonly duplicates: Counter<'lane'>;
  private readonly refused: Counter<'lane'>;
  private readonly failures: Counter<'lane'>;
  private readonly deadLetters: Counter<'code'>;
  private readonly ackSeconds: Histogram<'lane'>;
  private readonly backlogBytes: Gauge<'lane'>;

  constructor(
    registry: Registry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const counter = <L extends string>(name: string, help: string, label: L): Counter<L> =>
      new Counter({ name, help, labelNames: [label], registers: [registry] });
    this.rows = counter('lookout_ingested_rows_total', 'Records and windows stored', 'lane');
    this.duplicates = counter(
      'lookout_ingest_duplicates_total',
      'Records and windows that were stored before',
      'lane',
    );
    this.refused = counter(
      'lookout_ingest_refused_messages_total',
      'Messages not taken for want of memory; their devices send them again',
      'lane',
    );
    this.failures = counter(
      'lookout_ingest_failures_total',
      'Batches that could not be stored and were tried again',
      'lane',
    );
    this.deadLetters = counter(
      'lookout_dead_letters_total',
      'Messages, records and blocks that could not be read',
      'code',
    );
    this.ackSeconds = new Histogram({
      name: 'lookout_ingest_ack_seconds',
      help: 'From receiving a record to its acknowledgement',
      labelNames: ['lane'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers: [registry],
    });
    this.backlogBytes = new Gauge({
      name: 'lookout_ingest_backlog_bytes',
      help: 'Messages that wait to be stored, packed',
      labelNames: ['lane'],
      registers: [registry],
    });
  }

  stored(lane: Lane, fresh: number, all: number, letters: readonly DeadLetter[]): void {
    this.rows.inc({ lane }, fresh);
    this.duplicates.inc({ lane }, all - fresh);
    for (const { code } of letters) this.deadLetters.inc({ code });
  }

  acknowledged(kind: 'eventsAck' | 'scoresAck', receivedAt: number): void {
    const lane = kind === 'eventsAck' ? 'events' : 'scores';
    this.ackSeconds.observe({ lane }, Math.max(0, this.clock() - receivedAt) / 1000);
  }

  refusedMessage(lane: Lane): void {
    this.refused.inc({ lane });
  }

  failed(lane: Lane): void {
    this.failures.inc({ lane });
  }

  backlog(lane: Lane, bytes: number): void {
    this.backlogBytes.set({ lane }, bytes);
  }
}
