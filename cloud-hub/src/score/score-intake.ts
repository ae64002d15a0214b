import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { freshWindows } from './fresh-windows.ts';
import type { ReceivedBlock } from './received-block.ts';
import type { StoredScores } from './score.events.ts';
import { ScoreRepository } from './score.repository.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { rowsOf } from './score-row.ts';

export interface PlacedBlock extends ReceivedBlock {
  readonly contextId: number;
}

/** Brings blocks of windows into the history, within the ingest's transaction. */
@Injectable()
export class ScoreIntake {
  constructor(
    private readonly scores: ScoreRepository,
    private readonly contexts: ScoreContextRepository,
  ) {}

  /** Before the transaction, so that no lock on a context is held for long. */
  async place<B extends ReceivedBlock>(blocks: readonly B[]): Promise<(B & PlacedBlock)[]> {
    const placed: (B & PlacedBlock)[] = [];
    for (const block of blocks)
      placed.push({ ...block, contextId: await this.contexts.idOf(block.block) });
    return placed;
  }

  /** What was new; tell the world after the commit. */
  async apply(tx: Transaction, blocks: readonly PlacedBlock[]): Promise<StoredScores[]> {
    if (blocks.length === 0) return [];
    const fresh = await this.scores.insert(
      tx,
      blocks.flatMap((block) => rowsOf(block, block.contextId)),
    );
    return blocks.flatMap((block) => {
      const scores = freshWindows(block, fresh);
      return scores === null ? [] : [{ device: block.device, scores }];
    });
  }
}
