/**
 * The value at a path such as `ENERGY.Current` or `readings[0].value` of parsed JSON; undefined where
 * there is none. A key that is written like the whole path (`a.b`) comes first.
 */
export function valueAt(root: unknown, path: string): unknown {
  const whole = keyOf(root, path);
  if (whole !== undefined) return whole;
  const parts = path.match(/[^.[\]]+/g);
  return parts?.reduce(keyOf, root);
}

/** Every leaf that is called `name`, at any depth, as far as eight levels down. */
export function leavesCalled(root: unknown, name: string, depth = 8): unknown[] {
  if (typeof root !== 'object' || root === null || depth === 0) return [];
  const found: unknown[] = [];
  for (const [key, value] of Object.entries(root)) {
    if (key === name && readingOf(value) !== undefined) found.push(value);
    else found.push(...leavesCalled(value, name, depth - 1));
  }
  return found;
}

/**
 * What a payload says of a channel: a number, null (no reading, or one that is not finite), or undefined
 * (nothing that could be a reading). `{"value": 1.2}` counts as 1.2, true as 1, "1.2" as 1.2.
 */
export function readingOf(value: unknown): number | null | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return readingOfText(value.trim());
    case 'object':
      if (value === null) return null;
      return 'value' in value && typeof value.value !== 'object'
        ? readingOf(value.value)
        : undefined;
    default:
      return undefined;
  }
}

function readingOfText(text: string): number | null | undefined {
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return readingOf(Number(text));
  return /^(|nan|[-+]?inf(inity)?|null|unavailable|unknown)$/i.test(text) ? null : undefined;
}

function keyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
