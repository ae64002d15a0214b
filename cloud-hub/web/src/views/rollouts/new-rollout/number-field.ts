/** An empty number field holds ''. */
export type NumberField = number | string;

/** What is not a number is refused by the plan, by name. */
export const numberOf = (field: NumberField): number => (field === '' ? Number.NaN : Number(field));
