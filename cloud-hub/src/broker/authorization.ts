import {
  hubStatusTopic,
  maxPayloadBytes,
  messageKinds,
  messages,
  parseTopic,
  topicOf,
} from '@lookout/shared/protocol/messages';

/** Who is at the other end of a connection. */
export type Principal =
  | { readonly kind: 'hub' }
  | { readonly kind: 'device'; readonly site: string; readonly device: string };

export interface Publication {
  readonly topic: string;
  readonly retain: boolean;
  readonly payloadBytes: number;
}

/** Null when it may, else why not. */
export type Refusal = string | null;

/**
 * A device says what the messages table has from devices, below its own site and id, retained as the table
 * says: a retained event would be told anew to every hub that starts.
 */
export function refusePublish(principal: Principal, publication: Publication): Refusal {
  const { topic, retain, payloadBytes } = publication;
  if (payloadBytes > maxPayloadBytes)
    return `payload of ${payloadBytes} bytes, at most ${maxPayloadBytes} are taken`;
  if (principal.kind === 'hub') return null;
  const parsed = parseTopic(topic);
  if (parsed === null) return 'no topic of the protocol';
  if (parsed.site !== principal.site || parsed.device !== principal.device)
    return "another device's topic";
  const { from, retain: retained } = messages[parsed.kind];
  if (from !== 'device') return 'a message that only the hub sends';
  if (retain !== retained) return retained ? 'must be retained' : 'must not be retained';
  return null;
}

/** A device hears what the hub sends to it, and whether a hub is there. Wildcards would reach further. */
export function refuseSubscribe(principal: Principal, filter: string): Refusal {
  if (filter.startsWith('$share/')) return 'this broker has no shared subscriptions';
  if (principal.kind === 'hub') return null;
  if (filter === hubStatusTopic('+')) return null;
  const fromHub = messageKinds.filter((kind) => messages[kind].from === 'hub');
  if (fromHub.some((kind) => filter === topicOf(kind, principal))) return null;
  return 'a device subscribes only to what the hub sends to it';
}

/**
 * A second connection under the same client id ends the first [MQTT-3.1.4-2], so an id must belong to the
 * device: its own name, or its name, a colon and anything.
 */
export function refuseClientId(principal: Principal, clientId: string): Refusal {
  if (principal.kind === 'hub') return null;
  if (clientId === principal.device || clientId.startsWith(`${principal.device}:`)) return null;
  return 'the client id must be the device id';
}
