import { z } from 'zod';
import { section } from './section.ts';

const brokerUrl = /^(mqtts?|wss?|tcp|ssl):\/\/[^\s/]+/;
export const BrokerUrl = z.string().regex(brokerUrl, 'expected a URL such as mqtt://broker:1883');

/**
 * How payloads are written.
 * `flat`: `{"pressure": 1.2, "ts": …}`, one key per channel.
 * `nested`: `{"Time": …, "ENERGY": {"Current": 0.4}}` (Tasmota, zigbee2mqtt), a leaf called like the channel.
 * `metrics`: `{"metrics": [{"name": "Pressure", "value": 1.2, "timestamp": …}]}` (Sparkplug as JSON).
 * `topicPerChannel`: the last level of the topic is the channel; payload `1.2` or `{"value": 1.2}`.
 */
export const PayloadShape = z.enum(['flat', 'nested', 'metrics', 'topicPerChannel']);
export type PayloadShape = z.infer<typeof PayloadShape>;

/** Where a channel's value is found; a plain string is its path. */
const MqttChannel = z.preprocess(
  (value) => (typeof value === 'string' ? { path: value } : value),
  section({
    /** An exact topic, subscribed to besides `topics`. */
    topic: z.string().min(1).nullable().default(null),
    /** `ENERGY.Current`, `readings[0].value`, or the name of a metric; default: as the shape finds it. */
    path: z.string().min(1).nullable().default(null),
    unit: z.string().max(32).nullable().default(null),
    /** value · scale + offset is in the channel's unit. */
    scale: z.number().default(1),
    offset: z.number().default(0),
    staleMs: z.int().min(1).nullable().default(null),
  }),
);
export type MqttChannel = z.output<typeof MqttChannel>;

export const MqttSource = section({
  type: z.literal('mqtt'),
  url: BrokerUrl,
  username: z.string().nullable().default(null),
  password: z.string().nullable().default(null),
  passwordFile: z.string().nullable().default(null),
  /** PEM file of the authority that signed the broker's certificate. */
  ca: z.string().nullable().default(null),
  clientId: z.string().min(1).nullable().default(null),
  /** Subscription filters; may be empty where every channel names its topic. */
  topics: z.array(z.string().min(1)).default([]),
  qos: z.union([z.literal(0), z.literal(1)]).default(0),
  shape: PayloadShape.default('flat'),
  /** Channels not named here are looked for under their own name. */
  channels: z.record(z.string().min(1), MqttChannel).default({}),
  /** `auto`: a key such as ts, timestamp or time, else arrival; `arrival`; or the path of the time. */
  time: z.string().min(1).default('auto'),
  /** A sender's clock further off than this is not believed. */
  maxSkewMs: z.int().min(0).default(300_000),
  /** A value is held no longer than this. */
  staleMs: z.int().min(1).default(5_000),
  /**
   * `message`: every message is a row. `clock`: a row every `periodMs` from the latest values, for channels
   * that arrive apart. `auto`: `message` with one topic and no wildcard, else `clock`.
   */
  rows: z.enum(['auto', 'message', 'clock']).default('auto'),
  /** While recording; a running detector sets the period that it was trained at. */
  periodMs: z.int().min(10).default(1_000),
}).refine(
  ({ topics, channels }) =>
    topics.length > 0 || Object.values(channels).some(({ topic }) => topic !== null),
  {
    path: ['topics'],
    error: 'expected at least one topic to subscribe to, such as plant/pump-1/#',
  },
);
export type MqttSourceConfig = z.output<typeof MqttSource>;
