import { z } from 'zod';

/** The sort key of the last alert of a page: (urgency, -raisedAt, device, id). */
const AlertCursor = z.tuple([z.int(), z.int(), z.string().max(63), z.uuid()]);
export type AlertCursor = z.infer<typeof AlertCursor>;

export const writeCursor = (cursor: AlertCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Null where the text is none of ours. */
export function readCursor(text: string): AlertCursor | null {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return AlertCursor.safeParse(cursor).data ?? null;
  } catch {
    return null;
  }
}
