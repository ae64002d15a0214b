import { nearest } from '@lookout/shared/text/nearest';
import { z } from 'zod';

/** An object of the configuration file: unknown keys are an error that suggests the nearest known one. */
export function section<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? describe(issue.keys ?? [], known) : undefined,
  });
}

function describe(unknown: readonly string[], known: readonly string[]): string {
  const key = unknown[0] ?? '';
  const near = nearest(key, known);
  return near === null
    ? `unknown key; expected one of ${known.join(', ')}`
    : `unknown key; did you mean "${near}"?`;
}
