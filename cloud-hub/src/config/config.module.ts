import { type DynamicModule, Global, Module } from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from './config.ts';

@Global()
@Module({})
export class ConfigModule {}

export const configModule = (config: HubConfig): DynamicModule => ({
  module: ConfigModule,
  providers: [{ provide: HUB_CONFIG, useValue: config }],
  exports: [HUB_CONFIG],
});
