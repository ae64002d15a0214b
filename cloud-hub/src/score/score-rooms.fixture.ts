import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { inTransaction } from '../database/transaction.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { LatestScores } from './latest-scores.ts';
import { scoresStored } from './score.events.ts';
import { ScoreRepository } from './score.repository.ts';
import { scoreSchema } from './score.schema.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { ScoreIntake } from './score-intake.ts';
import { SeriesRepository } from './series.repository.ts';
import { SeriesService } from './series.service.ts';

/** The score room on a real database. */
export class ScoreRooms {
  readonly series: SeriesService;
  readonly events = new EventBus();
  private readonly repository: ScoreRepository;
  private readonly intake: ScoreIntake;

  private constructor(readonly database: Awaited<ReturnType<typeof openTestDatabase>>) {
    const { pool } = database;
    this.repository = new ScoreRepository(pool);
    this.intake = new ScoreIntake(this.repository, new ScoreContextRepository(pool));
    this.series = new SeriesService(new SeriesRepository(pool));
  }

  static async open(): Promise<ScoreRooms> {
    return new ScoreRooms(await openTestDatabase(scoreSchema));
  }

  /** A hub that starts now. */
  latest(): LatestScores {
    return new LatestScores(this.repository, this.events);
  }

  /** As one batch of the ingest brings them; returns how many windows were new. */
  async receive(blocks: readonly ScoreBlock[], device = 'pump-1'): Promise<number> {
    const placed = await this.intake.place(
      blocks.map((block) => ({ device, receivedAt: 1_000, block })),
    );
    const stored = await inTransaction(this.database.pool, (tx) => this.intake.apply(tx, placed));
    this.events.emit(scoresStored, stored);
    return stored.reduce((sum, { scores }) => sum + scores.at.length, 0);
  }

  async clear(): Promise<void> {
    await this.database.pool.query('TRUNCATE scores');
  }
}
