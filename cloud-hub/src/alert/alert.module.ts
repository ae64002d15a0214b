import { Module } from '@nestjs/common';
import { AlertController } from './alert.controller.ts';
import { AlertRepository } from './alert.repository.ts';
import { AlertService } from './alert.service.ts';
import { AlertActionsRepository } from './alert-actions.repository.ts';
import { AlertIntakeRepository } from './alert-intake.repository.ts';
import { AlertIntake } from './alert-intake.ts';
import { ShelfSweeper } from './shelf-sweeper.ts';

@Module({
  controllers: [AlertController],
  providers: [
    AlertRepository,
    AlertActionsRepository,
    AlertIntakeRepository,
    AlertIntake,
    AlertService,
    ShelfSweeper,
  ],
  exports: [AlertIntake, AlertService],
})
export class AlertModule {}
