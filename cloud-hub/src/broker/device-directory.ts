/** A device whose credential was right. */
export interface DeviceIdentity {
  readonly site: string;
  readonly device: string;
}

/** Whom the embedded broker asks who may come in; the device room answers. */
export interface DeviceDirectory {
  /** Null when the device is unknown, revoked, or the secret is wrong. */
  authenticate(device: string, secret: Buffer): Promise<DeviceIdentity | null>;
}
