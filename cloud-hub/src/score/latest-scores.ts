import type { AssetKey } from '@lookout/shared/protocol/names';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../event-bus/event-bus.ts';
import { noScores, type RecentScores, type ScorePoint, withRecent } from './recent-scores.ts';
import { type StoredScores, scoresStored } from './score.events.ts';
import { ScoreRepository } from './score.repository.ts';

interface Entry {
  recent: RecentScores;
  readonly loaded: Promise<void>;
}

/**
 * The last minute of every asset that was ever asked for: read from the history once, then kept up by what
 * is stored. Only a cache: a new hub reads it again.
 */
@Injectable()
export class LatestScores {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly scores: ScoreRepository,
    events: EventBus,
  ) {
    events.on(scoresStored, (stored) => {
      for (const one of stored) this.add(one);
    });
  }

  /** In the order of the keys. */
  async of(keys: readonly AssetKey[]): Promise<RecentScores[]> {
    this.load(keys.filter((key) => !this.entries.has(keyOf(key))));
    const found = keys.map((key) => this.entries.get(keyOf(key)));
    await Promise.all(found.map((entry) => entry?.loaded));
    return found.map((entry) => entry?.recent ?? noScores);
  }

  private load(keys: readonly AssetKey[]): void {
    if (keys.length === 0) return;
    const loaded = this.read(keys);
    for (const key of keys) this.entries.set(keyOf(key), { recent: noScores, loaded });
  }

  private async read(keys: readonly AssetKey[]): Promise<void> {
    try {
      const points = Map.groupBy(await this.scores.recent(keys), keyOf);
      for (const [key, group] of points)
        this.merge(
          key,
          group.map(({ at, score, threshold }) => ({ at, score, threshold })),
          true,
        );
    } catch (error) {
      for (const key of keys) this.entries.delete(keyOf(key));
      throw error;
    }
  }

  private add({ device, scores }: StoredScores): void {
    const points = scores.at.map((at, i) => ({
      at,
      score: scores.score[i] ?? null,
      threshold: scores.threshold[i] ?? null,
    }));
    this.merge(keyOf({ device, stream: scores.stream }), points, scores.replayed);
  }

  private merge(key: string, points: readonly ScorePoint[], replayed: boolean): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.recent = withRecent(entry.recent, points, replayed);
  }
}

const keyOf = ({ device, stream }: AssetKey): string => `${device}/${stream}`;
