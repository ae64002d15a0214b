import {
  type BeforeApplicationShutdown,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { HealthChecks } from '../health/health-checks.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { HubMqttClient } from './hub-mqtt-client.ts';

/**
 * Starts after every room has said what it listens to (`onModuleInit`), and stops after every room has
 * written down what it holds (`onModuleDestroy`).
 */
@Module({
  providers: [EmbeddedBroker, HubMqttClient],
  exports: [EmbeddedBroker, HubMqttClient],
})
export class BrokerModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(
    @Inject(HUB_CONFIG) private readonly config: HubConfig,
    private readonly health: HealthChecks,
    private readonly embedded: EmbeddedBroker,
    private readonly client: HubMqttClient,
  ) {}

  onModuleInit(): void {
    this.health.add('broker', () => (this.client.ready ? null : 'not connected'));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { mqtt } = this.config;
    await this.client.start(mqtt.kind === 'embedded' ? await this.embedded.start(mqtt) : mqtt);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.client.stop();
    await this.embedded.stop();
  }
}
