import type { Events, SeqRange } from '@lookout/shared/protocol/records';
import type { Scores } from '@lookout/shared/protocol/scores';
import { Delivery } from './delivery.ts';
import { isEvents, isReplay, type Lane, lanes, mayBegin } from './lanes.ts';
import type { Queue, Row } from './queue.ts';

export type Batch =
  | { readonly kind: 'events'; readonly message: Events }
  | { readonly kind: 'scores'; readonly message: Scores };

/** A connection as the outbox sees it. */
export interface Link {
  /** Resolves when the broker has the message, rejects when the connection has lost it. */
  readonly send: (batch: Batch) => Promise<void>;
  /** Messages that may be unacknowledged at a time, at least 1. */
  readonly window: number;
}

interface Route {
  readonly queue: Queue;
  delivery: Delivery;
}

export interface SenderHooks {
  /** Told before rows leave: from then on they are as they are. */
  onSent(queue: Queue, rows: readonly Row[]): void;
  /** A message is done with; `pump` may find room for another. */
  onRoom(): void;
}

/** Replay is paced: a fleet that comes back after an outage must not drown the hub. */
const replayMessagesPerSecond = 20;

/** Moves rows from the queues to the present connection, lane by lane. */
export class Sender {
  private routes: Route[] = [];
  private link: Link | null = null;
  private replayBudget = 0;
  private lastTickAt = 0;

  constructor(private readonly hooks: SenderHooks) {}

  get isConnected(): boolean {
    return this.link !== null;
  }

  /** Replaces the queues; the delivery of those that stay goes on. */
  serve(queues: readonly Queue[]): void {
    const known = new Map(this.routes.map((route) => [route.queue, route]));
    this.routes = queues.map(
      (queue) => known.get(queue) ?? { queue, delivery: new Delivery(queue.lastSeq()) },
    );
  }

  connected(link: Link, now: number): void {
    this.link = link;
    for (const route of this.routes) route.delivery = new Delivery(route.queue.lastSeq());
    this.replayBudget = replayMessagesPerSecond;
    this.lastTickAt = now;
    this.pump(now);
  }

  disconnected(): void {
    this.link = null;
  }

  /** @returns how many rows were deleted; 0 for a queue that is not ours */
  acknowledge(queueId: string, ranges: readonly SeqRange[], now: number): number {
    const route = this.routes.find(({ queue }) => queue.id === queueId);
    if (route === undefined) return 0;
    const removed = route.queue.acknowledge(ranges);
    route.delivery.acknowledged(ranges);
    this.pump(now);
    return removed;
  }

  /** @returns messages that went unacknowledged too long and are sent again */
  tick(now: number): number {
    const refill = (Math.max(0, now - this.lastTickAt) / 1000) * replayMessagesPerSecond;
    this.replayBudget = Math.min(replayMessagesPerSecond, this.replayBudget + refill);
    this.lastTickAt = now;
    if (this.link === null) return 0;
    const again = this.routes.reduce((n, { delivery }) => n + delivery.takeBackOverdue(now), 0);
    this.pump(now);
    return again;
  }

  /** Sends whatever may be sent now. Call it after something was added. */
  pump(now: number): void {
    while (this.link !== null && lanes.some((lane) => this.sendOne(lane, now)));
  }

  /** Connected, no row waits to be sent, and the line is not full: time for what matters less. */
  get isQuiet(): boolean {
    const { link } = this;
    if (link === null || !mayBegin('replayedScores', this.inFlight, link.window, 1)) return false;
    return !this.routes.some(({ queue, delivery }) =>
      (['live', 'replayed'] as const).some((age) => queue.waits(...delivery.span(age))),
    );
  }

  private get inFlight(): number {
    return this.routes.reduce((n, { delivery }) => n + delivery.inFlight, 0);
  }

  private sendOne(lane: Lane, now: number): boolean {
    const { link, inFlight } = this;
    if (link === null || !mayBegin(lane, inFlight, link.window, this.replayBudget)) return false;
    const age = isReplay(lane) ? 'replayed' : 'live';
    for (const { queue, delivery } of this.routes) {
      if ((queue.kind === 'events') !== isEvents(lane)) continue;
      const rows = queue.claim(...delivery.span(age));
      if (rows.length === 0) continue;
      if (isReplay(lane)) this.replayBudget -= 1;
      this.hooks.onSent(queue, rows);
      const atBroker = delivery.sent(age, rows, now);
      const done = () => {
        atBroker();
        if (this.link === link) this.hooks.onRoom();
      };
      link.send(batchOf(queue, rows, isReplay(lane))).then(done, done);
      return true;
    }
    return false;
  }
}

function batchOf(queue: Queue, rows: readonly Row[], replayed: boolean): Batch {
  const records = rows.map((row) => ({ seq: row.seq, replayed, ...JSON.parse(row.body) }));
  return queue.kind === 'events'
    ? { kind: 'events', message: { queueId: queue.id, records } }
    : { kind: 'scores', message: { queueId: queue.id, blocks: records } };
}
