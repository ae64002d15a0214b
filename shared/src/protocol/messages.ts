import type { z } from 'zod';
import { keysOf } from '../collection/record-of.ts';
import { Block, BlocksRequest } from './blocks.ts';
import { CaptureChunk } from './capture.ts';
import { Command } from './commands.ts';
import { Load } from './load.ts';
import { namePattern } from './names.ts';
import { Desired, Reported, Status } from './presence.ts';
import { Ack, Events } from './records.ts';
import { Scores } from './scores.ts';

export interface MessageSpec<S extends z.ZodType = z.ZodType> {
  /** Below `lookout/v1/{site}/{device}/`; `+` stands for a part that differs from message to message. */
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
  capture: row({
    ...{ topic: 'capture/+/+', from: 'device', qos: 1, retain: false },
    schema: CaptureChunk,
  }),
  blocksRequest: row({
    ...{ topic: 'blocks/request', from: 'device', qos: 1, retain: false },
    schema: BlocksRequest,
  }),
  blocks: row({ topic: 'blocks/+/+', from: 'hub', qos: 1, retain: false, schema: Block }),
} as const;

export type MessageKind = keyof typeof messages;
export type MessageOf<K extends MessageKind> = z.infer<(typeof messages)[K]['schema']>;

export interface DeviceAddress {
  readonly site: string;
  readonly device: string;
}

export const topicRoot = 'lookout/v1';
export const maxPayloadBytes = 256 * 1024;

/** @param parts take the places of the `+` in the kind's topic, in order */
export function topicOf(
  kind: MessageKind,
  { site, device }: DeviceAddress,
  parts: readonly string[] = [],
): string {
  let next = 0;
  const topic = messages[kind].topic.replace(/\+/g, () => parts[next++] ?? '+');
  return `${topicRoot}/${site}/${device}/${topic}`;
}

/** Subscription filter of one kind over the whole fleet. */
export const filterOf = (kind: MessageKind): string => `${topicRoot}/+/+/${messages[kind].topic}`;

export const hubStatusTopic = (hub: string): string => `${topicRoot}/_hub/${hub}/status`;

export interface ParsedTopic extends DeviceAddress {
  readonly kind: MessageKind;
  /** What stands where the kind's topic has `+`. */
  readonly parts: readonly string[];
}

export const messageKinds: readonly MessageKind[] = keysOf(messages);

const patterns = messageKinds.map((kind) => ({
  kind,
  levels: messages[kind].topic.split('/'),
}));
const partPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Takes a topic apart; null when it is not one of the table. */
export function parseTopic(topic: string): ParsedTopic | null {
  const [root, version, site, device, ...rest] = topic.split('/');
  if (root !== 'lookout' || version !== 'v1' || site === undefined || device === undefined)
    return null;
  // Among others `_hub`, under which hubs tell their own status.
  if (!namePattern.test(site) || !namePattern.test(device)) return null;
  const found = patterns.find(
    ({ levels }) =>
      levels.length === rest.length &&
      levels.every((level, i) =>
        level === '+' ? partPattern.test(rest[i] ?? '') : level === rest[i],
      ),
  );
  if (found === undefined) return null;
  const { kind, levels } = found;
  return { site, device, kind, parts: rest.filter((_, i) => levels[i] === '+') };
}
