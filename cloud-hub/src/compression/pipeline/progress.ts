import type { compressionStages, StageFigures } from '@lookout/shared/protocol/compression';

/** How far one stage of a run is. */
export interface StageProgress<Stage extends string> {
  readonly stage: Stage;
  readonly state: 'running' | 'done' | 'skipped';
  /** 0 to 1, of this stage. */
  readonly fraction: number;
  /** One line for people; every further line is a warning. */
  readonly message: string;
  readonly figures?: StageFigures;
}

export type CompressionStage = (typeof compressionStages)[number];
export type CompressionProgress = StageProgress<CompressionStage>;
