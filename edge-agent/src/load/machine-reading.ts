import type { Load } from '@lookout/shared/protocol/load';

/** What a sample tells of the machine itself. */
export type MachineLoad = Omit<
  Load,
  'at' | 'inferenceP50Us' | 'inferenceP95Us' | 'outbox' | 'streams'
>;

/** One reading: the same without what is worked out of the temperatures, and what is looked at oftener. */
export type MachineReading = Omit<
  MachineLoad,
  'temperatureC' | 'headroomC' | 'criticalHeadroomC' | 'cpuFullPercent' | 'cpuRivals'
>;
