import { connect, type IClientOptions, type IPublishPacket } from 'mqtt';
import { SourceError } from '../source-error.ts';

export interface BrokerAddress {
  readonly url: string;
  readonly options: Pick<IClientOptions, 'username' | 'password' | 'ca' | 'clientId'>;
  readonly topics: readonly string[];
  readonly qos: 0 | 1;
}

export interface SessionListener {
  onSubscribed(): void;
  onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
}

const answerWithinMs = 10_000;

/**
 * One connection to a broker, from the attempt to its end. Resolves to what ended it, or null when
 * `signal` did. MQTT.js' own reconnecting is off: when to try again is the caller's decision.
 */
export function runSession(
  address: BrokerAddress,
  listener: SessionListener,
  signal: AbortSignal,
): Promise<SourceError | null> {
  const client = connect(address.url, {
    ...address.options,
    reconnectPeriod: 0,
    connectTimeout: answerWithinMs,
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
  });
  return new Promise((resolve) => {
    let reason: SourceError | null = null;
    const end = (error: SourceError | null) => {
      reason ??= error;
      client.end(true);
    };
    const stop = () => client.end(true);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    client.on('error', (error) => {
      reason ??= describe(address.url, error);
    });
    client.on('message', (topic: string, payload: Uint8Array, { retain }: IPublishPacket) =>
      listener.onMessage(topic, payload, retain),
    );
    client.on('connect', () => {
      client.subscribe([...address.topics], { qos: address.qos }, (error, granted) => {
        const refused = granted?.find(({ qos }) => (qos & 0x80) !== 0)?.topic;
        if (error || refused !== undefined) end(notSubscribed(address, refused));
        else listener.onSubscribed();
      });
    });
    client.once('close', () => {
      signal.removeEventListener('abort', stop);
      client.end(true);
      resolve(signal.aborted ? null : (reason ?? unreachable(address.url, 'hung up')));
    });
  });
}

/** MQTT 3.1.1 return codes 2, 4, 5: [MQTT-3.2.2.3]. */
const refusals: Readonly<Record<number, string>> = {
  2: 'refuses the client id; set source.clientId',
  4: 'refuses user name or password; check source.username and source.password',
  5: 'refuses this user; check source.username and source.password',
};

function describe(url: string, error: Error): SourceError {
  const code = 'code' in error ? error.code : undefined;
  const refusal = typeof code === 'number' ? refusals[code] : undefined;
  if (refusal !== undefined)
    return new SourceError('brokerRefused', 'interrupted', `${plainUrl(url)} ${refusal}`);
  return unreachable(url, typeof code === 'string' ? code : 'no answer');
}

const unreachable = (url: string, why: string): SourceError =>
  new SourceError(
    'brokerUnreachable',
    'interrupted',
    `${plainUrl(url)} cannot be reached (${why}); it is tried again`,
  );

const notSubscribed = ({ url, topics }: BrokerAddress, topic?: string): SourceError =>
  new SourceError(
    'brokerRefused',
    'interrupted',
    `${plainUrl(url)} refuses the subscription to ${topic ?? topics.join(', ')}; check source.topics and the user's rights`,
  );

/** A URL may carry a user and a password; a message must not. */
function plainUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
