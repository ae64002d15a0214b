import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { parseTime } from '@lookout/shared/table/csv-shape';
import type { MqttChannel, MqttSourceConfig } from '../../config/mqtt-schema.ts';
import { leavesCalled, readingOf, valueAt } from './payload-path.ts';

export interface Reading {
  /** Index of the channel. */
  readonly channel: number;
  readonly value: number | null;
}

export type Extract =
  | { readonly readings: readonly Reading[]; readonly timeMs: number | null }
  | { readonly error: string };

/** What the mapping needs of a channel, defaults filled in. */
interface Target {
  readonly name: string;
  readonly settings: MqttChannel;
}

export const maxPayloadBytes = 256 * 1024;
const timeKey = /^_?(ts|timestamp|time|date_?time|last_seen|at)$/i;
const defaults: MqttChannel = {
  topic: null,
  path: null,
  unit: null,
  scale: 1,
  offset: 0,
  staleMs: null,
};

/** Finds the channels' readings in messages, by the shape and paths of the configuration. Pure. */
export class MqttMapping {
  private readonly targets: readonly Target[];

  constructor(
    private readonly config: Pick<MqttSourceConfig, 'shape' | 'channels' | 'time'>,
    channels: readonly ChannelInfo[],
  ) {
    this.targets = channels.map(({ name }) => ({
      name,
      settings: config.channels[name] ?? defaults,
    }));
  }

  extract(topic: string, payload: Uint8Array): Extract {
    if (payload.length > maxPayloadBytes)
      return { error: `${payload.length} bytes, at most ${maxPayloadBytes} are taken` };
    const message = parse(payload);
    if (message === undefined) return { error: 'not JSON in UTF-8' };
    const readings: Reading[] = [];
    for (const [channel, target] of this.targets.entries()) {
      if (target.settings.topic !== null && target.settings.topic !== topic) continue;
      const found = this.find(topic, message, target);
      if (found === undefined) continue;
      if (typeof found === 'string') return { error: found };
      const { scale, offset } = target.settings;
      readings.push({ channel, value: found.value === null ? null : found.value * scale + offset });
    }
    if (readings.length === 0) return { error: 'none of the channels is in it' };
    return this.withTime(message, readings);
  }

  /** Undefined: not in this message; a string: in it, but of no use. */
  private find(topic: string, message: unknown, { name, settings }: Target) {
    const candidates = this.candidates(topic, message, name, settings);
    if (candidates.length > 1)
      return `more than one value is called "${name}"; set source.channels.${name}.path`;
    if (candidates.length === 0 || candidates[0] === undefined) return undefined;
    const value = readingOf(candidates[0]);
    return value === undefined ? `the value of "${name}" is not a number` : { value };
  }

  private candidates(
    topic: string,
    message: unknown,
    name: string,
    { topic: ownTopic, path }: MqttChannel,
  ): unknown[] {
    switch (this.config.shape) {
      case 'flat':
        return [valueAt(message, path ?? name)];
      case 'nested':
        return path === null ? leavesCalled(message, name) : [valueAt(message, path)];
      case 'metrics':
        return metricsOf(message)
          .filter((metric) => valueAt(metric, 'name') === (path ?? name))
          .map((metric) => valueAt(metric, 'value') ?? null)
          .slice(-1); // the latest of a batch
      case 'topicPerChannel':
        if (ownTopic === null && topic.split('/').at(-1) !== name) return [];
        return [path === null ? message : valueAt(message, path)];
    }
  }

  private withTime(message: unknown, readings: readonly Reading[]): Extract {
    const { time } = this.config;
    if (time === 'arrival') return { readings, timeMs: null };
    if (time === 'auto') return { readings, timeMs: this.timeFound(message) };
    const timeMs = timeOf(valueAt(message, time));
    return timeMs === null ? { error: `no time at "${time}"` } : { readings, timeMs };
  }

  private timeFound(message: unknown): number | null {
    if (typeof message !== 'object' || message === null) return null;
    const key = Object.keys(message).find((name) => timeKey.test(name));
    const own = key === undefined ? null : timeOf(valueAt(message, key));
    return own ?? timeOf(valueAt(metricsOf(message).at(-1), 'timestamp'));
  }
}

function metricsOf(message: unknown): unknown[] {
  const metrics = valueAt(message, 'metrics');
  return Array.isArray(metrics) ? metrics : [];
}

/** ISO 8601, or Unix time in s, ms, µs or ns. */
const timeOf = (value: unknown): number | null =>
  typeof value === 'string' || typeof value === 'number' ? parseTime(String(value)) : null;

/** Plain text that reads as a number or as "no reading" counts too: `1.2`, `NaN`. */
function parse(payload: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    return /^\s*[[{"]/.test(text) ? JSON.parse(text) : plain(text);
  } catch {
    return undefined;
  }
}

const plain = (text: string): unknown => (readingOf(text) === undefined ? undefined : text);
