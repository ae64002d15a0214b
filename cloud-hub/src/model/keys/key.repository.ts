import { PublishedKeyList } from '@lookout/shared/protocol/keys';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { z } from 'zod';
import { inTransaction } from '../../database/transaction.ts';
import { tellChanged } from '../model-notices.ts';

export interface StoredKey {
  readonly id: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

const StoredList = PublishedKeyList.omit({ list: true });
type StoredList = z.infer<typeof StoredList>;

@Injectable()
export class KeyRepository {
  constructor(private readonly pool: Pool) {}

  /** In the order of their versions. */
  async lists(): Promise<StoredList[]> {
    const { rows } = await this.pool.query<Record<keyof StoredList, unknown>>(
      `SELECT document, published_at AS "publishedAt", published_by AS "publishedBy"
       FROM key_lists ORDER BY version`,
    );
    return StoredList.array().parse(rows);
  }

  /** @returns false where another list of this version was published meanwhile */
  addList(version: number, document: SignedDocument, at: number, by: string): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rowCount } = await tx.query(
        `INSERT INTO key_lists (version, document, published_at, published_by)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [version, JSON.stringify(document), at, by],
      );
      if (rowCount === 0) return false;
      await tellChanged(tx, 'keys', String(version));
      return true;
    });
  }

  /** The newest first. */
  async assignmentKeys(): Promise<StoredKey[]> {
    const { rows } = await this.pool.query<StoredKey>(
      `SELECT id, private_key AS "privateKey" FROM assignment_keys ORDER BY created_at DESC, id`,
    );
    return rows;
  }

  async addAssignmentKey({ id, privateKey }: StoredKey, at: number): Promise<void> {
    await this.pool.query(
      'INSERT INTO assignment_keys (id, private_key, created_at) VALUES ($1, $2, $3)',
      [id, privateKey, at],
    );
  }

  /** For hubs that start at once: the first one's key is everybody's. */
  async addFirstAssignmentKey(key: StoredKey, at: number): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      await tx.query('LOCK TABLE assignment_keys IN SHARE ROW EXCLUSIVE MODE');
      await tx.query(
        `INSERT INTO assignment_keys (id, private_key, created_at)
         SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM assignment_keys)`,
        [key.id, key.privateKey, at],
      );
    });
  }
}
