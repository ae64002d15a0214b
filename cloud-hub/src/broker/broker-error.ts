/** There is no connection to the broker, or it was lost before the broker had the message. */
export class BrokerOfflineError extends Error {
  override readonly name = 'BrokerOfflineError';
  readonly code = 'brokerOffline';
  constructor(options?: ErrorOptions) {
    super('The hub is not connected to its MQTT broker.', options);
  }
}

/** Codes of the system, of CONNACK in MQTT 3.1.1 (section 3.2.2.3) and in MQTT 5 (section 3.2.2.2). */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens at its host and port',
  ENOTFOUND: 'its host is unknown',
  EAI_AGAIN: 'its host cannot be looked up',
  ETIMEDOUT: 'its host does not answer',
  EHOSTUNREACH: 'its host cannot be reached',
  ECONNRESET: 'the connection was cut',
  SELF_SIGNED_CERT_IN_CHAIN: "the broker's certificate is not trusted (see NODE_EXTRA_CA_CERTS)",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the broker's certificate is not trusted (see NODE_EXTRA_CA_CERTS)",
  '3': 'the broker is unavailable',
  '4': 'its user or password is wrong',
  '5': 'its user has no rights at the broker',
  '134': 'its user or password is wrong',
  '135': 'its user has no rights at the broker',
};

/** In words, without address or credentials. */
export function explainBrokerError(error: unknown): string {
  if (error instanceof AggregateError) return explainBrokerError(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return meanings[code] ?? error.message;
}

/** The broker speaks MQTT 3.1.1 only. */
export const isVersionRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 1 || error.code === 132);
