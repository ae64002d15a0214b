import { Module } from '@nestjs/common';
import { AlertModule } from '../alert/alert.module.ts';
import { BrokerModule } from '../broker/broker.module.ts';
import { DeviceModule } from '../device/device.module.ts';
import { ScoreModule } from '../score/score.module.ts';
import { Acknowledger } from './acknowledger.ts';
import { AreaDirectory } from './area-directory.ts';
import { DeadLetterSweeper } from './dead-letter-sweeper.ts';
import { EventStore } from './event-store.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { IngestRepository } from './ingest.repository.ts';
import { IngestService } from './ingest.service.ts';
import { ScoreStore } from './score-store.ts';

@Module({
  imports: [BrokerModule, DeviceModule, AlertModule, ScoreModule],
  providers: [
    IngestRepository,
    IngestMetrics,
    AreaDirectory,
    Acknowledger,
    EventStore,
    ScoreStore,
    IngestService,
    DeadLetterSweeper,
  ],
  exports: [IngestService],
})
export class IngestModule {}
