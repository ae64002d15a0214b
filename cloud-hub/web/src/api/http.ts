import { ApiError } from '@lookout/shared/protocol/rest';
import type { z } from 'zod';

/** A request that the hub refused, or that never reached it (`code: 'unreachable'`). */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(
    /** 0 when there was no answer at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string | null,
  ) {
    super(message);
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Sent as they are, instead of a body. */
  readonly bytes?: Blob;
  readonly signal?: AbortSignal;
}

/** @throws ApiFailure */
export async function request<S extends z.ZodType>(
  schema: S,
  path: string,
  options: RequestOptions = {},
): Promise<z.infer<S>> {
  const answer = await send(path, options);
  const result = schema.safeParse(await json(answer));
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new ApiFailure(
    answer.status,
    'unexpectedAnswer',
    `The hub's answer to ${path} is not what this page expects${where && ` (at ${where})`}.`,
    'Reload the page: the hub may have been updated.',
  );
}

/** For requests whose answer has nothing to read. @throws ApiFailure */
export async function command(path: string, options: RequestOptions): Promise<void> {
  await send(path, options);
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const { method = 'GET', body, bytes, signal } = options;
  const answer = await fetch(path, {
    method,
    signal: signal ?? null,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(bytes !== undefined && {
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiFailure(
      0,
      'unreachable',
      'The hub does not answer.',
      'Check that it is running and that this computer can reach it.',
    );
  });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer: Response): Promise<ApiFailure> {
  const parsed = ApiError.safeParse(await json(answer));
  if (parsed.success) {
    const { code, message, remedy } = parsed.data;
    return new ApiFailure(answer.status, code, message, remedy);
  }
  return new ApiFailure(answer.status, 'http', `The hub answered ${answer.status}.`, null);
}

async function json(answer: Response): Promise<unknown> {
  return answer.json().catch(() => null);
}
