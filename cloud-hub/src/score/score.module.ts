import { Module } from '@nestjs/common';
import { LatestScores } from './latest-scores.ts';
import { PartitionRepository } from './partition.repository.ts';
import { PartitionMaintenance } from './partition-maintenance.ts';
import { ScoreController } from './score.controller.ts';
import { ScoreRepository } from './score.repository.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { ScoreIntake } from './score-intake.ts';
import { SeriesRepository } from './series.repository.ts';
import { SeriesService } from './series.service.ts';

@Module({
  controllers: [ScoreController],
  providers: [
    ScoreRepository,
    ScoreContextRepository,
    SeriesRepository,
    PartitionRepository,
    ScoreIntake,
    SeriesService,
    LatestScores,
    PartitionMaintenance,
  ],
  exports: [ScoreIntake, LatestScores],
})
export class ScoreModule {}
