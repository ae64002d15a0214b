import { Module } from '@nestjs/common';
import { WORKER_COMMAND, workerCommand } from '../../config/child-command.ts';
import { HUB_CONFIG } from '../../config/config.ts';
import { DatasetModule } from '../../dataset/dataset.module.ts';
import { ModelModule } from '../../model/model.module.ts';
import { ArtefactRepository } from './artefact.repository.ts';
import { ENGINES } from './engine/engine.ts';
import { engineTable } from './engine/engine-table.ts';
import { JobController } from './job.controller.ts';
import { JobRepository } from './job.repository.ts';
import { JobService } from './job.service.ts';
import { JobDatasetUse } from './job-dataset-use.ts';
import { JobNeeds } from './job-needs.repository.ts';
import { JobQueue } from './job-queue.repository.ts';
import { JobRegistration } from './job-registration.ts';
import { JobWatch } from './job-watch.ts';
import { UploadController } from './upload.controller.ts';
import { UploadRepository } from './upload.repository.ts';
import { UploadService } from './upload.service.ts';
import { WorkerProcesses } from './worker-processes.ts';

@Module({
  imports: [DatasetModule, ModelModule],
  controllers: [JobController, UploadController],
  providers: [
    { provide: ENGINES, useValue: engineTable },
    { provide: WORKER_COMMAND, useFactory: workerCommand, inject: [HUB_CONFIG] },
    JobQueue,
    JobRepository,
    ArtefactRepository,
    UploadRepository,
    UploadService,
    JobService,
    JobRegistration,
    JobNeeds,
    JobDatasetUse,
    JobWatch,
    WorkerProcesses,
  ],
  exports: [JobService],
})
export class JobsModule {}
