import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { Asset } from '@lookout/shared/protocol/rest';
import type { AssetAlerts } from '../alert/asset-alerts.ts';
import type { DeviceRecord } from '../device/device-record.ts';
import type { RecentScores } from '../score/recent-scores.ts';

/** One tile of the overview, from what three rooms know of the asset; null alerts are no open ones. */
export function composeAsset(
  device: Pick<DeviceRecord, 'id' | 'site' | 'presence'>,
  stream: StreamReport,
  recent: RecentScores,
  alerts: AssetAlerts | null,
): Asset {
  return {
    site: device.site,
    area: stream.area,
    device: device.id,
    stream: stream.name,
    presence: device.presence,
    phase: stream.phase,
    errorText: stream.errorText,
    lastScoreAt: recent.scoredAt,
    periodMs: stream.periodMs,
    score: recent.latest?.score ?? null,
    threshold: recent.latest?.threshold ?? stream.threshold,
    sparkline: recent.points.map(({ at, score }) => ({ at, score })),
    openAlerts: alerts?.openAlerts ?? 0,
    worstPriority: alerts?.worstPriority ?? null,
    sensorFaults: alerts?.sensorFaults ?? 0,
    headline: alerts?.headline ?? null,
  };
}
