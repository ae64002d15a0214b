import { z } from 'zod';
import { pageCursor } from '../database/page-cursor.ts';

/** The sort key of the last alert of a page: (urgency, -raisedAt, device, id). */
const AlertCursor = z.tuple([z.int(), z.int(), z.string().max(63), z.uuid()]);
export type AlertCursor = z.infer<typeof AlertCursor>;

export const alertCursor = pageCursor(AlertCursor);
