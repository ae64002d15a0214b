import type { HubConfig } from '../config/config.ts';

/**
 * What a device is told to connect to.
 * @param bound where the embedded broker listens, once it does
 */
export function deviceBrokerUrl({ mqtt, http }: HubConfig, bound: string | null): string {
  if (mqtt.kind === 'external') return mqtt.deviceUrl ?? mqtt.url;
  const url = bound ?? `${mqtt.tls === null ? 'mqtt' : 'mqtts'}://${mqtt.host}:${mqtt.port}`;
  // Bound to every address: people's own name for this machine is the one to give to devices.
  const isEverywhere = mqtt.host === '0.0.0.0' || mqtt.host === '::';
  if (!isEverywhere || http.publicUrl === null) return url;
  return `${url.slice(0, url.indexOf('//'))}//${new URL(http.publicUrl).hostname}${url.slice(url.lastIndexOf(':'))}`;
}
