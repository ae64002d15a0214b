import type { Alert } from '@lookout/shared/protocol/rest';
import type { AlertSpan } from '../charts/backdrop.ts';

/** A sensor that bears less of an alert's error than this is not marked by it. */
const namedShare = 0.1;

export const noSpans: readonly AlertSpan[] = [];

export interface AlertSpans {
  readonly all: readonly AlertSpan[];
  /** By channel: only the alerts that name it, so that the eye is led to the cause. */
  readonly bySensor: ReadonlyMap<string, readonly AlertSpan[]>;
}

export function spansOf(alerts: readonly Alert[]): AlertSpans {
  const bySensor = new Map<string, AlertSpan[]>();
  const all = alerts.map((alert) => {
    const span = {
      id: alert.id,
      from: alert.since,
      to: alert.clearedAt,
      priority: alert.priority,
    };
    for (const { channel, share } of alert.channels)
      if (share >= namedShare) bySensor.set(channel, [...(bySensor.get(channel) ?? []), span]);
    return span;
  });
  return { all, bySensor };
}
