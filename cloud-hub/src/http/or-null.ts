import { Problem } from './problem.ts';

/** What was asked for, or null where there is no such thing. @throws every other error */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.code === 'notFound') return null;
    throw error;
  }
}
