import type { Duplex } from 'node:stream';

/** How the hub's own client reaches the broker. */
export type BrokerEndpoint =
  | {
      /** This process is the broker: MQTT 3.1.1, no shared subscriptions, nothing kept for us. */
      readonly kind: 'embedded';
      readonly username: string;
      readonly password: string;
      /** A line inside the process: no port, no TLS to itself. */
      readonly connect: () => Duplex;
    }
  | {
      readonly kind: 'external';
      readonly url: string;
      readonly username: string | null;
      readonly password: string | null;
    };
