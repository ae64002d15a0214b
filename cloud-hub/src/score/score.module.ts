import { Module } from '@nestjs/common';
import { dailyPartitions } from '../database/partitions/daily-partitions.ts';
import { LatestScores } from './latest-scores.ts';
import { ScoreController } from './score.controller.ts';
import { ScoreRepository } from './score.repository.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { scoreDays } from './score-days.ts';
import { ScoreIntake } from './score-intake.ts';
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
    dailyPartitions(scoreDays, ({ scoreRetentionDays }) => scoreRetentionDays),
  ],
  exports: [ScoreIntake, LatestScores],
})
export class ScoreModule {}
