import { ErrorWithReasonCode } from 'mqtt';

export type UplinkErrorCode =
  /** The broker does not know the device, or its secret is wrong or revoked. */
  | 'refused'
  /** The broker does not speak this version of MQTT. */
  | 'version'
  /** Nobody answers at the address, or what answers is no broker. */
  | 'unreachable'
  /** The connection ended. */
  | 'lost';

export class UplinkError extends Error {
  override readonly name = 'UplinkError';
  constructor(
    readonly code: UplinkErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Reason codes of CONNACK: MQTT 3.1.1 counts from 1 [MQTT-3.2.2.3], MQTT 5 from 128 [MQTT5-3.2.2.2]. */
const codeByReason = new Map<number, UplinkErrorCode>([
  [1, 'version'],
  [4, 'refused'],
  [5, 'refused'],
  [132, 'version'],
  [134, 'refused'],
  [135, 'refused'],
]);

const untrusted =
  'its certificate is not trusted; set hub.ca to the PEM file of the authority that signed it';

const socketErrors = new Map<string, string>([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'the name cannot be looked up'],
  ['ETIMEDOUT', 'no answer'],
  ['EHOSTUNREACH', 'no way to the host'],
  ['ENETUNREACH', 'no network'],
  ['ECONNRESET', 'it hung up'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
]);

/** What MQTT.js, the socket or TLS said, in words with the remedy. The address has no password in it. */
export function explain(error: unknown, address: string, device: string): UplinkError {
  if (error instanceof UplinkError) return error;
  if (error instanceof ErrorWithReasonCode) {
    const code = codeByReason.get(Number(error.code)) ?? 'unreachable';
    const why =
      code === 'refused'
        ? `refuses device "${device}": enrol it on the hub and set hub.secret to the secret shown there`
        : `refuses the connection: ${error.message}`;
    return new UplinkError(code, `the broker at ${address} ${why}`);
  }
  const message = error instanceof Error ? error.message : String(error);
  const socketCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = socketErrors.get(socketCode) ?? (message || socketCode);
  return new UplinkError('unreachable', `no connection to the broker at ${address}: ${why}`);
}

/** The address as it may be logged. */
export function withoutCredentials(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href;
}
