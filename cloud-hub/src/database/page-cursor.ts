import type { z } from 'zod';

/** Where a page ended: the sort key of its last row, as text for an address. */
export interface PageCursor<Key> {
  readonly write: (key: Key) => string;
  /** Null where the text is none of ours. */
  readonly read: (text: string) => Key | null;
}

export const pageCursor = <S extends z.ZodType>(schema: S): PageCursor<z.infer<S>> => ({
  write: (key) => Buffer.from(JSON.stringify(key)).toString('base64url'),
  read: (text) => {
    try {
      const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
      return schema.safeParse(key).data ?? null;
    } catch {
      return null;
    }
  },
});
