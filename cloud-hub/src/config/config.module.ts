import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CLOCK, type Clock } from './clock.ts';
import { HUB_CONFIG, type HubConfig } from './config.ts';

@Global()
@Module({})
export class ConfigModule {}

export const configModule = (config: HubConfig, clock: Clock = Date.now): DynamicModule => ({
  module: ConfigModule,
  providers: [
    { provide: HUB_CONFIG, useValue: config },
    { provide: CLOCK, useValue: clock },
  ],
  exports: [HUB_CONFIG, CLOCK],
});
