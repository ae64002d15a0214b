import type { MqttClient } from 'mqtt';

export const closed = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));

/** The payload of the next message, as text. */
export const nextPayload = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => client.once('message', (_topic, payload) => resolve(String(payload))));
