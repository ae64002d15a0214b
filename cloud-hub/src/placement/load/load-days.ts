import type { DailyTable } from '../../database/partitions/partition-plan.ts';

export const loadDays: DailyTable = { name: 'load_samples', lockKey: 7_305_218_214 };
