import { isIP } from 'node:net';

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^::ffff:/i, '');
  if (isIP(address) === 4) return address.startsWith('127.');
  return address === '::1' || address === 'localhost';
}
