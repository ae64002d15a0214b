import type { SeqRange } from '@lookout/shared/protocol/records';
import { Injectable, Logger } from '@nestjs/common';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { type Acknowledgement, acknowledgementsOf, type Committed } from './acknowledgement.ts';
import { IngestMetrics } from './ingest.metrics.ts';

const rangesPerMessage = 4096;

/** Tells devices what is stored. One that misses it sends again, which changes nothing, and hears it again. */
@Injectable()
export class Acknowledger {
  private readonly log = new Logger(Acknowledger.name);

  constructor(
    private readonly mqtt: HubMqttClient,
    private readonly metrics: IngestMetrics,
  ) {}

  /** After the commit, never before. Waits for nothing: the next batch need not. */
  send(kind: 'eventsAck' | 'scoresAck', committed: readonly Committed[]): void {
    for (const acknowledgement of acknowledgementsOf(committed))
      this.publish(kind, acknowledgement).then(
        () => this.metrics.acknowledged(kind, acknowledgement.receivedAt),
        (error: Error) => this.log.debug(`acknowledgement not sent: ${error.message}`),
      );
  }

  private async publish(
    kind: 'eventsAck' | 'scoresAck',
    { address, queueId, ranges }: Acknowledgement,
  ): Promise<void> {
    for (const part of partsOf(ranges))
      await this.mqtt.publish(kind, address, { queueId, ranges: part });
  }
}

function partsOf(ranges: readonly SeqRange[]): SeqRange[][] {
  const parts: SeqRange[][] = [];
  for (let from = 0; from < ranges.length; from += rangesPerMessage)
    parts.push(ranges.slice(from, from + rangesPerMessage));
  return parts;
}
