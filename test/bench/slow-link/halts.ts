import { setTimeout as delay } from 'node:timers/promises';
import { unitBytes } from '@lookout/shared/protocol/blocks';
import { eventually } from '../../support/eventually.ts';
import type { Halt } from './findings.ts';
import type { Outages } from './outages.ts';
import type { Setting } from './setting.ts';
import type { Site } from './site.ts';
import type { SlowLine } from './slow-line.ts';

/** The device's file is looked at so often: the error of what is measured. */
const lookMs = 20;
const mostMs = 120_000;

/** Halts the rollout again and again while blocks flow and the device is connected, and measures how soon it holds. */
export class Halts {
  readonly found: Halt[] = [];
  haltedMs = 0;
  private readonly site: Site;
  private readonly line: SlowLine;
  private readonly outages: Outages;
  private readonly setting: Setting;

  constructor(site: Site, line: SlowLine, outages: Outages, setting: Setting) {
    this.site = site;
    this.line = line;
    this.outages = outages;
    this.setting = setting;
  }

  /** Until nothing is fetched any more. */
  async run(approvedAtMs: number): Promise<void> {
    while (this.found.length < this.setting.mostHalts) {
      await delay(this.setting.haltEveryMs);
      if (!(await this.isFetching())) return;
      if (!(await this.isConnected())) continue;
      this.found.push(await this.halt(approvedAtMs));
    }
  }

  private async isFetching(): Promise<boolean> {
    const phase = (await this.site.onDevice())?.phase;
    return phase === undefined || phase === 'OFFERED' || phase === 'DOWNLOADING';
  }

  /** Blocks flow: the line has carried as much as a block since a moment ago. */
  private async isConnected(): Promise<boolean> {
    const before = (await this.line.counts()).down.bytes;
    const deadline = performance.now() + 10_000;
    while (performance.now() < deadline && !this.outages.isOn) {
      await delay(100);
      const { bytes } = (await this.line.counts()).down;
      if (bytes - before > unitBytes && (await this.site.known()).presence === 'online')
        return !this.outages.isOn;
    }
    return false;
  }

  private async halt(approvedAtMs: number): Promise<Halt> {
    const { site, outages } = this;
    const at = performance.now();
    const wasNear = outages.isNear;
    const passed = () => Math.round(performance.now() - at);
    await site.act('halt');
    const atDevice = this.until(async () => (await site.onDevice())?.held === true).then(passed);
    const atHub = eventually(
      'the hub knows of the hold',
      async () => ((await site.known()).release?.held === true ? true : null),
      mostMs,
    ).then(passed);
    const [deviceMs, hubMs] = await Promise.all([atDevice, atHub]);
    const nearOutage = wasNear || outages.isNear;
    await site.act('resume');
    await this.until(async () => (await site.onDevice())?.held === false);
    this.haltedMs += performance.now() - at;
    return { atMs: Math.round(at - approvedAtMs), nearOutage, deviceMs, hubMs };
  }

  private async until(is: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + mostMs;
    while (!(await is())) {
      if (performance.now() > deadline) throw new Error(`no word came within ${mostMs} ms`);
      await delay(lookMs);
    }
  }
}
