/**
 * An error of the REST API with a code for machines and a remedy for people. Services throw it; the filter
 * answers with it. Anything else that is thrown becomes a 500 that tells nothing.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string | null = null,
    /** Extra response headers, such as Retry-After. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  static notFound(what: string): Problem {
    return new Problem(404, 'notFound', `There is no ${what}.`);
  }

  static conflict(code: string, message: string, remedy: string | null = null): Problem {
    return new Problem(409, code, message, remedy);
  }
}

/** What was asked for, or null where there is no such thing. @throws every other error */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.code === 'notFound') return null;
    throw error;
  }
}
