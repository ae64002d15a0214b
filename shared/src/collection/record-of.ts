/** The keys of a table, by their names and not as any text. The table has no others: it is written out in the code. */
export const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] =>
  // TypeScript forgets which, as a value may have more keys than its type says.
  Object.keys(table) as K[];

/** A value for each of the keys. */
export const recordOf = <K extends string, V>(
  keys: readonly K[],
  of: (key: K) => V,
): Record<K, V> =>
  // Every key of the type is among those given, which TypeScript cannot see.
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
