import type { Alert } from '@lookout/shared/protocol/rest';

/** What a reset would end: it has not returned yet, and it is of the process, not of a sensor. */
export const isStandingAnomaly = ({ kind, clearedAt }: Alert): boolean =>
  kind === 'anomaly' && clearedAt === null;
