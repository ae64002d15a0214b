import type { ApiError } from '@lookout/shared/protocol/rest';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from './problem.ts';

/** Every error leaves as `ApiError`; what nobody foresaw is logged here and tells the caller nothing. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  private readonly log = new Logger(ApiErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    if (problem.status >= 500) this.log.error(error);
    if (host.getType() === 'http') answer(host.switchToHttp().getResponse<FastifyReply>(), problem);
  }
}

export const bodyOf = ({ code, message, remedy }: Problem): ApiError => ({ code, message, remedy });

/** In JSON, whatever type the route had in mind for its answer. */
export function answer(reply: FastifyReply, problem: Problem): void {
  const { status, headers } = problem;
  void reply.status(status).headers(headers).type('application/json').send(bodyOf(problem));
}

const codes: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'notSignedIn',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  413: 'tooLarge',
  415: 'unsupportedMediaType',
  429: 'tooManyRequests',
};

/** Nest and Fastify bring a status below 500 for what the caller did wrong; their words may be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  if (status >= 400 && status < 500 && error instanceof Error)
    return new Problem(status, codes[status] ?? 'badRequest', error.message);
  return new Problem(
    500,
    'internal',
    'Something went wrong in the hub.',
    'See the log of the hub.',
  );
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error) return Number(error.statusCode);
  return 500;
}
