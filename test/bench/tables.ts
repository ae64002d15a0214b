/** What a bench found: rows under a title each. */
export type Tables = Readonly<Record<string, readonly object[]>>;
