export type PortKey = 'LOOKOUT_PORT' | 'LOOKOUT_MQTT_PORT';

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'portTaken';
  constructor(
    readonly port: number,
    readonly key: PortKey,
    options?: ErrorOptions,
  ) {
    super(`Port ${port} is taken; set ${key} to a free one.`, options);
  }
}

/** Turns the system's "address in use" and "no rights below 1024" into a line for people. */
export function explainListenError(
  error: unknown,
  host: string,
  port: number,
  key: PortKey,
): Error {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return new PortTakenError(port, key, { cause: error });
  if (code === 'EACCES')
    return new Error(`Port ${port} may not be opened by this user; set ${key} to one above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`${host} is no address of this machine; set LOOKOUT_HOST to one that is.`);
  return error instanceof Error ? error : new Error(String(error));
}
