import { namePattern } from '@lookout/shared/protocol/names';
import { InvalidArgumentError } from 'commander';

/** A site, device or stream, added to those before it. */
export function nameOf(text: string, earlier: readonly string[] = []): string[] {
  if (namePattern.test(text)) return [...earlier, text];
  throw new InvalidArgumentError('Expected a name of a-z, 0-9 and "-", such as plant-a.');
}

/** A label, added to those before it. */
export function labelOf(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1 || text.length > 129)
    throw new InvalidArgumentError('Expected KEY=VALUE, such as line=3.');
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) };
}
