import type { HubConfig } from '../config/config.ts';
import { publicHost } from '../config/public-host.ts';

/**
 * What a device is told to connect to.
 * @param boundPort of the embedded broker, where it runs and took a free one
 */
export function deviceBrokerUrl({ mqtt, http }: HubConfig, boundPort: number | null): string {
  if (mqtt.kind === 'external') return mqtt.deviceUrl ?? mqtt.url;
  const scheme = mqtt.tls === null ? 'mqtt' : 'mqtts';
  return `${scheme}://${publicHost(mqtt.host, http)}:${boundPort ?? mqtt.port}`;
}
