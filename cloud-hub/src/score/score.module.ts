import { Module } from '@nestjs/common';
import { LatestScores } from './latest-scores.ts';
import { ScoreController } from './score.controller.ts';
import { ScoreRepository } from './score.repository.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { ScoreIntake } from './score-intake.ts';
import { ScorePartitions } from './score-partitions.ts';
import { SeriesRepository } from './series.repository.ts';
import { SeriesService } from './series.service.ts';

@Module({
  controllers: [ScoreController],
  providers: [
    ScoreRepository,
    ScoreContextRepository,
    SeriesRepository,
    ScoreIntake,
    SeriesService,
    LatestScores,
    ScorePartitions,
  ],
  exports: [ScoreIntake, LatestScores],
})
export class ScoreModule {}
