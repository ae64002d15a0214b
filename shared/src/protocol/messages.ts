import type { z } from 'zod';
import { Command } from './commands.ts';
import { namePattern } from './names.ts';
import { Desired, Load, Reported, Status } from './presence.ts';
import { Ack, Events } from './records.ts';
import { Scores } from './scores.ts';

export interface MessageSpec<S extends z.ZodType = z.ZodType> {
  /** Below `lookout/v1/{site}/{device}/`. */
  readonly topic: string;
  readonly from: 'device' | 'hub';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly schema: S;
}

const row = <S extends z.ZodType>(spec: MessageSpec<S>): MessageSpec<S> => spec;

/** One row per MQTT message (protocol.md). Everything that publishes or parses reads this table. */
export const messages = {
  status: row({ topic: 'status', from: 'device', qos: 1, retain: true, schema: Status }),
  reported: row({ topic: 'reported', from: 'device', qos: 1, retain: true, schema: Reported }),
  desired: row({ topic: 'desired', from: 'hub', qos: 1, retain: true, schema: Desired }),
  events: row({ topic: 'events', from: 'device', qos: 1, retain: false, schema: Events }),
  eventsAck: row({ topic: 'events/ack', from: 'hub', qos: 1, retain: false, schema: Ack }),
  scores: row({ topic: 'scores', from: 'device', qos: 1, retain: false, schema: Scores }),
  scoresAck: row({ topic: 'scores/ack', from: 'hub', qos: 1, retain: false, schema: Ack }),
  load: row({ topic: 'load', from: 'device', qos: 0, retain: false, schema: Load }),
  commands: row({ topic: 'commands', from: 'hub', qos: 1, retain: false, schema: Command }),
} as const;

export type MessageKind = keyof typeof messages;
export type MessageOf<K extends MessageKind> = z.infer<(typeof messages)[K]['schema']>;

export interface DeviceAddress {
  readonly site: string;
  readonly device: string;
}

export const topicRoot = 'lookout/v1';
export const maxPayloadBytes = 256 * 1024;

export const topicOf = (kind: MessageKind, { site, device }: DeviceAddress): string =>
  `${topicRoot}/${site}/${device}/${messages[kind].topic}`;

/** Subscription filter of one kind over the whole fleet. */
export const filterOf = (kind: MessageKind): string => `${topicRoot}/+/+/${messages[kind].topic}`;

export const hubStatusTopic = (hub: string): string => `${topicRoot}/_hub/${hub}/status`;

const kindByTopic = new Map<string, MessageKind>(
  (Object.keys(messages) as MessageKind[]).map((kind) => [messages[kind].topic, kind]),
);

/** Takes a topic apart; null when it is not one of the table. */
export function parseTopic(topic: string): (DeviceAddress & { kind: MessageKind }) | null {
  const parts = topic.split('/');
  if (parts[0] !== 'lookout' || parts[1] !== 'v1') return null;
  const [, , site, device] = parts;
  const kind = kindByTopic.get(parts.slice(4).join('/'));
  if (site === undefined || device === undefined || kind === undefined) return null;
  // Among others `_hub`, under which hubs tell their own status.
  if (!namePattern.test(site) || !namePattern.test(device)) return null;
  return { site, device, kind };
}
