const collator = new Intl.Collator('en', { numeric: true });

/** By name, numbers in it as numbers: pump-2 before pump-10. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b);
