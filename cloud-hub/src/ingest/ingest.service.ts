import { topicOf } from '@lookout/shared/protocol/messages';
import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { messageRejected } from '../device/device.events.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { HealthChecks } from '../health/health-checks.ts';
import { type DeadLetter, deadMessage } from './dead-letter.ts';
import { type DecodedEvents, decodeEvents } from './decode-events.ts';
import { type DecodedScores, decodeScores } from './decode-scores.ts';
import { EventStore } from './event-store.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { IngestLane, type LaneState } from './ingest-lane.ts';
import type { Message } from './message.ts';
import { ScoreStore } from './score-store.ts';

/** So much JSON weighs as much as one more row. */
const bytesPerRow = 4096;
/** ... and so many channels. */
const channelsPerRow = 32;

export interface IngestState {
  readonly events: LaneState;
  readonly scores: LaneState;
}

/** MQTT in, database out: what arrives is decoded, stored in batches, and acknowledged after the commit. */
@Injectable()
export class IngestService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(IngestService.name);
  private readonly lanes: {
    readonly events: IngestLane<DecodedEvents>;
    readonly scores: IngestLane<DecodedScores>;
  };

  constructor(
    private readonly mqtt: HubMqttClient,
    private readonly devices: DeviceRegistry,
    private readonly bus: EventBus,
    private readonly metrics: IngestMetrics,
    private readonly health: HealthChecks,
    private readonly eventStore: EventStore,
    private readonly scoreStore: ScoreStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.lanes = { events: this.eventLane(), scores: this.scoreLane() };
  }

  onModuleInit(): void {
    this.health.add('ingest', () =>
      [this.lanes.events, this.lanes.scores].some(({ state }) => state.trouble !== null)
        ? 'cannot store; devices keep what they have'
        : null,
    );
    for (const lane of ['events', 'scores'] as const)
      this.mqtt.onMessage(lane, (address, payload) =>
        this.take(lane, {
          address,
          topic: topicOf(lane, address),
          payload,
          receivedAt: this.clock(),
          unreadable: null,
        }),
      );
    // What other rooms could not read is kept beside what this one could not.
    this.bus.on(messageRejected, ({ code, reason, ...message }) =>
      this.take('events', { ...message, unreadable: { code, reason } }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.lanes.events.stop(), this.lanes.scores.stop()]);
  }

  get state(): IngestState {
    return { events: this.lanes.events.state, scores: this.lanes.scores.state };
  }

  /** Nothing waits and nothing is being written. */
  async idle(): Promise<void> {
    await Promise.all([this.lanes.events.idle(), this.lanes.scores.idle()]);
  }

  private take(lane: 'events' | 'scores', message: Message): void {
    if (!this.lanes[lane].offer(message)) this.metrics.refusedMessage(lane);
    this.metrics.backlog(lane, this.lanes[lane].state.backlogBytes);
  }

  private eventLane(): IngestLane<DecodedEvents> {
    return new IngestLane({
      decode: (message) => {
        const deadLetter = this.deadOnArrival(message);
        return deadLetter === null
          ? decodeEvents(message)
          : { events: [], deadLetters: [deadLetter] };
      },
      rowsOf: ({ events, deadLetters }) =>
        events.reduce((sum, { json }) => sum + 1 + json.length / bytesPerRow, deadLetters.length),
      store: (batch) => this.eventStore.store(batch),
      random: Math.random,
      onFailure: (error, attempt) => this.complain('events', error, attempt),
    });
  }

  private scoreLane(): IngestLane<DecodedScores> {
    return new IngestLane({
      decode: (message) => {
        const deadLetter = this.deadOnArrival(message);
        return deadLetter === null
          ? decodeScores(message)
          : { blocks: [], deadLetters: [deadLetter] };
      },
      rowsOf: ({ blocks, deadLetters }) =>
        blocks.reduce(
          (sum, { block: { at, channels } }) =>
            sum + at.length * (1 + channels.length / channelsPerRow),
          deadLetters.length,
        ),
      store: (batch) => this.scoreStore.store(batch),
      random: Math.random,
      onFailure: (error, attempt) => this.complain('scores', error, attempt),
    });
  }

  private deadOnArrival(message: Message): DeadLetter | null {
    const { address, unreadable } = message;
    if (unreadable !== null) return deadMessage(message, unreadable.code, unreadable.reason);
    if (this.devices.isMember(address)) return null;
    const reason = `${address.device} is not enrolled at ${address.site}, or was revoked`;
    return deadMessage(message, 'notAMember', reason);
  }

  private complain(lane: 'events' | 'scores', error: Error, attempt: number): void {
    this.metrics.failed(lane);
    if (attempt === 1) this.log.warn(`${lane} cannot be stored, trying again: ${error.message}`);
  }
}
