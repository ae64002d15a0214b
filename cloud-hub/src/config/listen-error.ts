export type PortKey = 'LOOKOUT_PORT' | 'LOOKOUT_MQTT_PORT';

/** An address that cannot be listened on; the message says which key to set. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  constructor(
    readonly code: 'portTaken' | 'portForbidden' | 'noSuchAddress',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns the system's code into a line for people; other errors come back as they are. */
export function explainListenError(
  cause: unknown,
  host: string,
  port: number,
  key: PortKey,
): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError('portTaken', `Port ${port} is taken; set ${key} to a free one.`, {
        cause,
      });
    case 'EACCES':
      return new ListenError(
        'portForbidden',
        `Port ${port} may not be opened by this user; set ${key} to one above 1023.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const hostKey = key === 'LOOKOUT_PORT' ? 'LOOKOUT_HOST' : 'LOOKOUT_MQTT_HOST';
      return new ListenError(
        'noSuchAddress',
        `${host} is no address of this machine; set ${hostKey} to one that is.`,
        { cause },
      );
    }
    default:
      return cause;
  }
}
