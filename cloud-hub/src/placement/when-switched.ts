/** A device's report of a switch, as it was heard. */
export interface HeardSwitch {
  /** Of the switch and of the report, ms UTC by the device's clock. */
  readonly at: number;
  readonly reportedAt: number;
  /** Of the hub's. */
  readonly receivedAt: number;
  /** Said by the device just now; else kept by the broker, nobody knows for how long. */
  readonly isLive: boolean;
}

/**
 * When a switch was by the hub's clock, ms UTC: as long before the report came as the device says, whatever
 * time its clock tells. Never ahead of the report.
 */
export const whenSwitched = ({ at, reportedAt, receivedAt, isLive }: HeardSwitch): number =>
  isLive ? receivedAt - Math.max(0, reportedAt - at) : Math.min(at, receivedAt);
