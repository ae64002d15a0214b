import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { Problem } from './problem.ts';

/** Parses every parameter that names a schema (`@Body({ schema })`); says which field is wrong and how. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) => {
        const texts = issues.slice(0, 5).map(({ path, message }) => {
          const where = (path ?? []).map((part) =>
            String(typeof part === 'object' ? part.key : part),
          );
          return where.length === 0 ? message : `${where.join('.')}: ${message}`;
        });
        return new Problem(
          400,
          'badRequest',
          texts.join('; '),
          'See /api/docs for what is expected.',
        );
      },
    });
  }
}
