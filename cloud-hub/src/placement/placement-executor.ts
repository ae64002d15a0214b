import { randomUUID } from 'node:crypto';
import type { Load } from '@lookout/shared/protocol/load';
import type { PlacementPolicyEntry } from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { DesiredService } from '../device/desired.service.ts';
import type { PlacementStanding } from '../device/placement-standing.ts';
import { StreamPlacements } from '../device/stream-placements.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { type Decided, decideStream } from './decide/decide-stream.ts';
import { committedRelease } from './decide/situation-of.ts';
import { placementChanged } from './placement.events.ts';
import { PlacementRepository } from './placement.repository.ts';
import { assetKey, type PlacementRow } from './placement-row.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { ReleaseContents } from './release-contents.ts';

/** Samples come every 5 s; one that another hub has decided on meanwhile is let go. */
const leastGapMs = 4_000;

/** Why a device is looked at. */
export interface Ask {
  readonly device: string;
  /** The newest sample, dated by this hub; null: none that says anything of the present. */
  readonly load: Load | null;
  /** It is decided on however short ago that was: its report or a policy is another one. */
  readonly isForced: boolean;
  /** Added to the device's time it is ours; left out: its clock is right. */
  readonly clockOffsetMs?: number;
}

interface Outcome {
  readonly decided: readonly Decided[];
  /** Releases whose variants have to be read first. */
  readonly unread: ReadonlySet<string>;
  /** Devices on which decisions had failed before. */
  readonly mended: readonly string[];
}

/**
 * Decides which variant streams run, in one transaction that holds the devices' documents: of two hubs that
 * hear the same sample, the second sees the first's decision. What devices are told is published after the
 * commit; a hub that dies in between publishes it when it is back.
 */
@Injectable()
export class PlacementExecutor {
  /** This hub among others. */
  readonly id: string = randomUUID();

  constructor(
    private readonly placements: PlacementRepository,
    private readonly choices: ChoiceRepository,
    private readonly policies: PolicyRepository,
    private readonly streams: StreamPlacements,
    private readonly contents: ReleaseContents,
    private readonly desired: DesiredService,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @param asks each device once */
  async decide(asks: readonly Ask[]): Promise<readonly Decided[]> {
    const first = await this.decideOn(asks);
    if (first.unread.size === 0) return first.decided;
    await this.contents.load(first.unread);
    const second = await this.decideOn(asks);
    return [...first.decided, ...second.decided];
  }

  private async decideOn(asks: readonly Ask[]): Promise<Outcome> {
    const outcome = await this.placements.inTransaction((tx) => this.decideIn(tx, asks));
    const wished = outcome.decided.filter(({ wish }) => wish !== null);
    await this.desired.publishMany([...new Set(wished.map(({ row }) => row.device))]);
    for (const { row, isNews } of outcome.decided)
      this.events.emit(placementChanged, { device: row.device, isNews });
    for (const device of outcome.mended)
      this.events.emit(placementChanged, { device, isNews: true });
    return outcome;
  }

  private async decideIn(tx: Transaction, asks: readonly Ask[]): Promise<Outcome> {
    const devices = asks.map(({ device }) => device);
    await this.streams.lock(tx, devices);
    const now = this.now();
    const standings = await this.streams.standings(tx, devices);
    const policies = await this.policies.list(tx);
    const rows = await this.placements.rows(devices, tx);
    const left: Left = { unread: new Set(), devices: new Set() };
    const decided = this.decisions({ asks, standings, policies, rows, now }, left);
    const passed = devices.filter((device) => !left.devices.has(device));
    const mended = await this.placements.clearTroubles(tx, passed);
    await this.write(tx, decided, mended);
    return { decided, unread: left.unread, mended };
  }

  private decisions({ asks, standings, policies, rows, now }: Facts, left: Left): Decided[] {
    const askOf = new Map(asks.map((ask) => [ask.device, ask]));
    const rowOf = new Map(rows.map((row) => [assetKey(row), row]));
    return standings.flatMap((standing) => {
      const ask = askOf.get(standing.device);
      const before = rowOf.get(assetKey(standing)) ?? null;
      if (ask === undefined) return [];
      if (!ask.isForced && isRecent(before, now)) {
        left.devices.add(standing.device);
        return [];
      }
      const release = committedRelease(standing);
      const content = release === null ? null : this.contents.known(release);
      if (content === undefined) {
        if (release !== null) left.unread.add(release);
        left.devices.add(standing.device);
        return [];
      }
      const variants = content?.variants ?? null;
      const { load, clockOffsetMs = 0 } = ask;
      const known = { standing, variants, policies, before, load, clockOffsetMs };
      return decideStream(known, now) ?? [];
    });
  }

  private async write(
    tx: Transaction,
    decided: readonly Decided[],
    mended: readonly string[],
  ): Promise<void> {
    await this.placements.save(
      tx,
      decided.map(({ row }) => row),
    );
    await this.choices.add(
      tx,
      decided.flatMap(({ change }) => change ?? []),
    );
    const wishes = decided.flatMap(({ row: { device, stream }, wish }) =>
      wish === null ? [] : [{ device, stream, wish }],
    );
    await this.streams.place(tx, wishes);
    const news = decided.filter(({ isNews }) => isNews).map(({ row }) => row.device);
    news.push(...mended);
    if (news.length > 0) await this.placements.notify(tx, [...new Set(news)], this.id);
  }
}

/** What is not decided on this time. */
interface Left {
  readonly unread: Set<string>;
  readonly devices: Set<string>;
}

interface Facts {
  readonly asks: readonly Ask[];
  readonly standings: readonly PlacementStanding[];
  readonly policies: readonly PlacementPolicyEntry[];
  readonly rows: readonly PlacementRow[];
  readonly now: number;
}

/** A clock that was set back does not stop decisions. */
const isRecent = (before: PlacementRow | null, now: number): boolean =>
  before !== null && now >= before.decidedAt && now - before.decidedAt < leastGapMs;
