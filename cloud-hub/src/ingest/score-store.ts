import { Injectable, Logger } from '@nestjs/common';
import { writeHalving } from '../database/halving.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { scoresStored } from '../score/score.events.ts';
import { ScoreIntake } from '../score/score-intake.ts';
import { Acknowledger } from './acknowledger.ts';
import { type DeadLetter, deadRecord, deliveriesOf } from './dead-letter.ts';
import type { DecodedScores, ReceivedScores } from './decode-scores.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { IngestRepository } from './ingest.repository.ts';
import { toJson } from './to-json.ts';

type Item = ReceivedScores | DeadLetter;
const isBlock = (item: Item): item is ReceivedScores => 'block' in item;
const isLetter = (item: Item): item is DeadLetter => !isBlock(item);

/** Scores in, one transaction per batch; then acknowledge, then tell. */
@Injectable()
export class ScoreStore {
  private readonly log = new Logger(ScoreStore.name);

  constructor(
    private readonly repository: IngestRepository,
    private readonly scores: ScoreIntake,
    private readonly acknowledger: Acknowledger,
    private readonly bus: EventBus,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @throws when the database is to blame: the same batch may be stored again, nothing is doubled. */
  async store(batch: readonly DecodedScores[]): Promise<void> {
    await writeHalving(
      batch.flatMap(({ blocks, deadLetters }): Item[] => [...blocks, ...deadLetters]),
      (items) => this.write(items),
      (item, error) => this.reject(item, error),
    );
  }

  private async write(items: readonly Item[]): Promise<void> {
    const blocks = items.filter(isBlock);
    const letters = items.filter(isLetter);
    const placed = await this.scores.place(blocks);
    const stored = await this.repository.transaction(async (tx) => {
      await this.repository.insertDeadLetters(tx, letters);
      return this.scores.apply(tx, placed);
    });
    const rows = (of: readonly { at: readonly number[] }[]) =>
      of.reduce((sum, { at }) => sum + at.length, 0);
    const fresh = rows(stored.map(({ scores }) => scores));
    this.metrics.stored('scores', fresh, rows(blocks.map(({ block }) => block)), letters);
    const deliveries = blocks.map(({ delivery }) => delivery);
    this.acknowledger.send('scoresAck', [...deliveries, ...deliveriesOf(letters)]);
    if (stored.length > 0) this.bus.emit(scoresStored, stored);
  }

  private async reject(item: Item, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (isBlock(item)) {
      const { delivery, topic, block } = item;
      const letter = deadRecord(
        { ...delivery, topic },
        'rejected',
        reason,
        toJson(block) ?? '',
        delivery,
      );
      return this.write([letter]);
    }
    this.log.error(`a dead letter of ${item.device} cannot be kept: ${reason}`);
    this.acknowledger.send('scoresAck', deliveriesOf([item]));
  }
}
