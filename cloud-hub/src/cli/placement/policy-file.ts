import { readFileSync } from 'node:fs';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { nearest } from '@lookout/shared/text/nearest';
import { z } from 'zod';
import { usageError } from '../exit.ts';

/** Keys of a policy, not checked yet. */
export type PolicyKeys = Readonly<Record<string, unknown>>;

/** @throws CliError naming the file */
export function readPolicyKeys(file: string): PolicyKeys {
  const read = jsonOf(file, textOf(file));
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read };
  throw usageError(`${file}: expected one JSON object, a placement policy`);
}

/**
 * A key that is left out is as it is built in; one that no policy has is refused.
 * @param place where it was said
 * @throws CliError naming place and key
 */
export function parsePolicy(place: string, given: PolicyKeys): PlacementPolicy {
  const parsed = z.strictObject(PlacementPolicy.shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.path.join('.') ?? '';
  throw usageError(`${place}: ${key === '' ? '' : `${key}: `}${hinted(issue)}`);
}

function hinted(issue: z.core.$ZodIssue | undefined): string {
  const [key] = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const meant = key === undefined ? null : nearest(key, Object.keys(PlacementPolicy.shape));
  return `${issue?.message}${meant === null ? '' : `; did you mean "${meant}"?`}`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw usageError(`${file}: cannot be read (${why})`);
  }
}

/** The parser quotes what it was given, line breaks and all. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${file}: is no JSON: ${oneLine(error)}`);
  }
}
