import { DatabaseError } from 'pg';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const foreignKeyViolation = '23503';

/** Deletes; `used` where a row of another table refers to what would go. */
export async function unlessUsed<T>(work: () => Promise<T>): Promise<T | 'used'> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError && error.code === foreignKeyViolation) return 'used';
    throw error;
  }
}
