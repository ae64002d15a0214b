import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

@Injectable()
export class LiveMetrics {
  readonly clients: Gauge;
  readonly updates: Counter;
  readonly withheld: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.clients = new Gauge({
      name: 'lookout_live_clients',
      help: 'Browsers connected to the live socket',
      registers,
    });
    this.updates = new Counter({
      name: 'lookout_live_updates_total',
      help: 'Updates of rooms with someone in them',
      registers,
    });
    this.withheld = new Counter({
      name: 'lookout_live_withheld_total',
      help: 'Updates not sent to a client whose line is slow; it fetches the snapshot again',
      registers,
    });
  }
}
