import { encode } from '@lookout/shared/protocol/codec';
import { type MessageKind, type MessageOf, topicOf } from '@lookout/shared/protocol/messages';
import { DeviceRegistry } from '../../cloud-hub/dist/device/device-registry.js';
import { decodeEvents } from '../../cloud-hub/dist/ingest/decode-events.js';
import { decodeScores } from '../../cloud-hub/dist/ingest/decode-scores.js';
import { EventStore } from '../../cloud-hub/dist/ingest/event-store.js';
import { ScoreStore } from '../../cloud-hub/dist/ingest/score-store.js';
import { startBareHub } from './bare-hub.ts';

export const address = { site: 'bench', device: 'device-1' };

export async function startSubject() {
  const { app, pool, stop } = await startBareHub();
  const devices = app.get(DeviceRegistry, { strict: false });
  return {
    pool,
    events: app.get(EventStore, { strict: false }),
    scores: app.get(ScoreStore, { strict: false }),
    credential: await devices.enrol({ id: address.device, site: address.site, labels: {} }),
    stop,
  };
}
export type Subject = Awaited<ReturnType<typeof startSubject>>;

export const decodedEvents = (message: MessageOf<'events'>) =>
  decodeEvents(received('events', message));
export const decodedScores = (message: MessageOf<'scores'>) =>
  decodeScores(received('scores', message));

function received<K extends MessageKind>(kind: K, message: MessageOf<K>) {
  const payload = encode(kind, message);
  const topic = topicOf(kind, address);
  return { address, topic, payload, receivedAt: Date.now(), unreadable: null };
}
