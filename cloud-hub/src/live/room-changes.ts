import type { Adaptation } from '@lookout/shared/protocol/adaptations';
import type { LiveScores } from '@lookout/shared/protocol/live';
import type { AlertKey } from '../alert/alert.events.ts';

/** What changed in a device's room. */
export interface DeviceChanges {
  /** The device itself, its load, or how many alerts are open. */
  summary: boolean;
  readonly alerts: Map<string, AlertKey>;
  readonly scores: LiveScores[];
  readonly adaptations: Adaptation[];
}

/**
 * What changed since the last update of the rooms. Things are named, not copied: an update carries them as
 * they are when it is made, however often they changed.
 */
export class RoomChanges {
  readonly devices = new Map<string, DeviceChanges>();
  /** Devices whose tiles changed. */
  readonly assets = new Set<string>();
  readonly alerts = new Map<string, AlertKey>();
  readonly jobs = new Set<string>();
  readonly datasets = new Set<string>();
  readonly captures = new Set<string>();
  /** With the members that changed, as `device/stream`; null: it is not known which. */
  readonly rollouts = new Map<string, Set<string> | null>();
  /** Devices of which a stream is placed otherwise. */
  readonly placements = new Set<string>();

  device(device: string): void {
    this.of(device).summary = true;
    this.assets.add(device);
  }

  /** Shown in the device's own room only. */
  load(device: string): void {
    this.of(device).summary = true;
  }

  scores(device: string, scores: LiveScores): void {
    this.of(device).scores.push(scores);
    this.assets.add(device);
  }

  adaptation(device: string, adaptation: Adaptation): void {
    this.of(device).adaptations.push(adaptation);
  }

  rollout(id: string, members: Iterable<string> | null): void {
    const known = this.rollouts.get(id);
    if (known === null) return;
    this.rollouts.set(id, members === null ? null : new Set([...(known ?? []), ...members]));
  }

  job(id: string): void {
    this.jobs.add(id);
  }

  alert({ device, id }: AlertKey): void {
    const key = { device, id };
    this.alerts.set(`${device}/${id}`, key);
    this.of(device).alerts.set(id, key);
    this.device(device);
  }

  /** Takes back what could not be told. Scores are left out, or they would pile up: their room gets a hole. */
  restore(changes: RoomChanges): void {
    for (const key of changes.alerts.values()) this.alert(key);
    for (const device of changes.assets) this.assets.add(device);
    for (const id of changes.jobs) this.job(id);
    for (const [id, members] of changes.rollouts) this.rollout(id, members);
    for (const device of changes.placements) this.placements.add(device);
    for (const id of changes.datasets) this.datasets.add(id);
    for (const id of changes.captures) this.captures.add(id);
    for (const [device, { summary, adaptations }] of changes.devices) {
      if (summary) this.load(device);
      for (const adaptation of adaptations) this.adaptation(device, adaptation);
    }
  }

  private of(device: string): DeviceChanges {
    const known = this.devices.get(device);
    if (known !== undefined) return known;
    const fresh: DeviceChanges = { summary: false, alerts: new Map(), scores: [], adaptations: [] };
    this.devices.set(device, fresh);
    return fresh;
  }
}
