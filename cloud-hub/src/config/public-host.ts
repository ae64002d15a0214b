import { hostname } from 'node:os';
import type { HttpConfig } from './config.ts';

/**
 * What others call a host that we listen on, in the form of a URL. Of "every address" no one can connect to
 * any: there it is the name that people use for this hub, else that of the machine.
 */
export function publicHost(
  host: string,
  { publicUrl }: Pick<HttpConfig, 'publicUrl'>,
  machine: string = hostname(),
): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  return publicUrl === null ? machine : new URL(publicUrl).hostname;
}
