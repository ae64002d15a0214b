import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

@Injectable()
export class DeliveryMetrics {
  readonly blocks: Counter;
  readonly bytes: Counter;
  readonly unavailable: Counter;
  readonly devices: Gauge<'state'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.blocks = new Counter({
      name: 'lookout_delivery_blocks_total',
      help: 'Blocks of model files handed to the broker',
      registers,
    });
    this.bytes = new Counter({
      name: 'lookout_delivery_bytes_total',
      help: 'Bytes of those blocks, packed',
      registers,
    });
    this.unavailable = new Counter({
      name: 'lookout_delivery_unavailable_total',
      help: 'Requests for a file that is not there, or not for the device that asks',
      registers,
    });
    this.devices = new Gauge({
      name: 'lookout_delivery_devices',
      help: 'Devices whose blocks are being sent (served), or that wait for a place (waiting)',
      labelNames: ['state'],
      registers,
    });
  }
}
