import type { DailyTable } from '../database/partitions/partition-plan.ts';

export const scoreDays: DailyTable = { name: 'scores', lockKey: 7_305_218_213 };
