import type { Asset, DeviceDetail, DeviceSummary } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { AlertService } from '../alert/alert.service.ts';
import { DesiredService } from '../device/desired.service.ts';
import { type DeviceRecord, summaryOf } from '../device/device-record.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { LatestScores } from '../score/latest-scores.ts';
import { noScores } from '../score/recent-scores.ts';
import { composeAsset } from './compose-asset.ts';
import { GapRepository } from './gap.repository.ts';
import { KnownDevices } from './known-devices.ts';

/** What the device, alert and score rooms know, put together. */
@Injectable()
export class FleetService {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly known: KnownDevices,
    private readonly alerts: AlertService,
    private readonly latest: LatestScores,
    private readonly desired: DesiredService,
    private readonly gaps: GapRepository,
  ) {}

  /** Every stream that a device reports; revoked devices have none. */
  async assets(): Promise<Asset[]> {
    return this.compose(await this.known.all(), null);
  }

  async assetsOf(devices: ReadonlySet<string>): Promise<Asset[]> {
    return this.compose(await this.known.of(devices), [...devices]);
  }

  async devices(): Promise<DeviceSummary[]> {
    const [devices, open] = await Promise.all([this.registry.list(), this.openAlerts(null)]);
    return devices.map((device) => summaryOf(device, open.get(device.id) ?? 0));
  }

  /** @throws Problem 404 notFound */
  async device(id: string): Promise<DeviceSummary> {
    const [device, open] = await Promise.all([this.registry.get(id), this.openAlerts([id])]);
    return summaryOf(device, open.get(id) ?? 0);
  }

  /** @throws Problem 404 notFound */
  async detail(id: string): Promise<Omit<DeviceDetail, 'epoch' | 'revision'>> {
    const device = await this.device(id);
    const [policies, gaps] = await Promise.all([this.desired.policiesOf(id), this.gaps.list(id)]);
    return { device, policies, gaps };
  }

  private async compose(
    devices: readonly DeviceRecord[],
    only: readonly string[] | null,
  ): Promise<Asset[]> {
    const pairs = devices.flatMap((device) =>
      (device.reported?.streams ?? []).map((stream) => ({ device, stream })),
    );
    const keys = pairs.map(({ device, stream }) => ({ device: device.id, stream: stream.name }));
    const [scores, summaries] = await Promise.all([
      this.latest.of(keys),
      this.alerts.summaries(only),
    ]);
    const open = new Map(summaries.map((summary) => [keyOf(summary), summary]));
    return pairs.map(({ device, stream }, i) => {
      const alerts = open.get(keyOf({ device: device.id, stream: stream.name })) ?? null;
      return composeAsset(device, stream, scores[i] ?? noScores, alerts);
    });
  }

  private async openAlerts(devices: readonly string[] | null): Promise<Map<string, number>> {
    const open = new Map<string, number>();
    for (const { device, openAlerts } of await this.alerts.summaries(devices))
      open.set(device, (open.get(device) ?? 0) + openAlerts);
    return open;
  }
}

const keyOf = ({ device, stream }: { device: string; stream: string }): string =>
  `${device}/${stream}`;
