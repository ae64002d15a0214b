import { createHash } from 'node:crypto';
import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

const rememberedContexts = 10_000;

/** What hardly changes from window to window. */
type ScoreContext = Pick<ScoreBlock, 'modelDigest' | 'variant' | 'channels'>;

/** Model, variant and channel names are kept once, not with every window. */
@Injectable()
export class ScoreContextRepository {
  private readonly ids = new Map<string, number>();

  constructor(private readonly pool: Pool) {}

  async idOf(context: ScoreContext): Promise<number> {
    const key = digestOf(context);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = (await this.insert(key, context)) ?? (await this.find(key));
    if (this.ids.size >= rememberedContexts) this.ids.clear();
    this.ids.set(key, id);
    return id;
  }

  /** Committed at once, whatever becomes of the windows: a context alone does no harm. */
  private async insert(key: string, context: ScoreContext): Promise<number | null> {
    const { rows } = await this.pool.query<{ id: number }>(
      `INSERT INTO score_contexts (digest, model_digest, variant, channels)
       VALUES (decode($1, 'hex'), $2, $3, $4) ON CONFLICT (digest) DO NOTHING RETURNING id`,
      [key, context.modelDigest, context.variant, context.channels],
    );
    return rows[0]?.id ?? null;
  }

  private async find(key: string): Promise<number> {
    const { rows } = await this.pool.query<{ id: number }>(
      `SELECT id FROM score_contexts WHERE digest = decode($1, 'hex')`,
      [key],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw new Error(`score context ${key} was there and is gone`);
    return id;
  }
}

const digestOf = ({ modelDigest, variant, channels }: ScoreContext): string =>
  createHash('sha256')
    .update(JSON.stringify([modelDigest, variant, channels]))
    .digest('hex');
