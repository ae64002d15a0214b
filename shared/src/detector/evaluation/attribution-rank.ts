/**
 * Place of a channel when all are ordered by their share of the error, 1 for the first. Equal shares count
 * against it: a model that blames all channels alike names none.
 */
export const attributionRank = (shares: readonly number[], channel: number): number =>
  1 + shares.filter((share, other) => other !== channel && share >= (shares[channel] ?? 0)).length;
