import type { Load } from '@lookout/shared/protocol/load';
import type { SwitchReport } from '@lookout/shared/protocol/placement';
import type {
  PlacementDetail,
  PlacementEntry,
  SwitchRate,
} from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { PlacementStanding } from '../device/placement-standing.ts';
import { StreamPlacements } from '../device/stream-placements.ts';
import { Problem } from '../http/problem.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { builtInPolicy, policyChain } from './decide/policy-chain.ts';
import { committedRelease } from './decide/situation-of.ts';
import { LoadIntake } from './load/load-intake.ts';
import { PlacementRepository } from './placement.repository.ts';
import { type EntryFacts, entryOf } from './placement-entry.ts';
import { assetKey } from './placement-row.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { ReleaseContents } from './release-contents.ts';
import { SwitchRepository } from './switch.repository.ts';
import { hourMs, wholeHours } from './whole-hours.ts';

/** Placements as people see them. */
@Injectable()
export class PlacementService {
  constructor(
    private readonly placements: PlacementRepository,
    private readonly choices: ChoiceRepository,
    private readonly switches: SwitchRepository,
    private readonly policies: PolicyRepository,
    private readonly streams: StreamPlacements,
    private readonly contents: ReleaseContents,
    @Inject(LoadIntake) private readonly heard: Pick<LoadIntake, 'newest'>,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** By site, device and stream. @param devices null: all that are not revoked */
  async entries(devices: readonly string[] | null = null): Promise<PlacementEntry[]> {
    const now = this.now();
    return (await this.facts(devices)).map((facts) => entryOf(facts, now));
  }

  /** @throws Problem 404 notFound */
  async detail(
    device: string,
    stream: string,
  ): Promise<Omit<PlacementDetail, 'epoch' | 'revision'>> {
    const facts = (await this.facts([device])).find((one) => one.standing.stream === stream);
    if (facts === undefined) throw Problem.notFound(`stream ${stream} on a device ${device}`);
    const { standing, row, manifest, policies } = facts;
    const [at, chain] = [this.now(), policyChain(policies, standing)];
    return {
      at,
      entry: entryOf(facts, at),
      policy: chain[0]?.policy ?? builtInPolicy,
      policyChain: chain,
      report: standing.placement,
      wish: standing.wish,
      variants: (manifest?.variants ?? []).map(({ name, bundle, providers, evaluation }) => ({
        ...{ name, bundle, providers, auroc: evaluation?.auroc ?? null },
      })),
      predicted: [...(row?.predicted ?? [])],
      waiting: { ...row?.memory.since },
      history: await this.choices.list(device, stream),
      switches: withLast(await this.switches.list(device, stream), standing.placement?.lastSwitch),
      load: facts.load,
      providers: [...standing.providers],
      unusableProviders: [...standing.unusableProviders],
      cpuCount: standing.cpuCount,
      board: standing.board,
      strideMs: standing.strideMs,
    };
  }

  /** @throws Problem 404 notFound, 409 noPlacement where its agent knows of none */
  async requirePlaced(device: string, stream: string): Promise<void> {
    const standings = await this.placements.inTransaction((tx) =>
      this.streams.standings(tx, [device]),
    );
    const standing = standings.find((one) => one.stream === stream);
    if (standing === undefined) throw Problem.notFound(`stream ${stream} on a device ${device}`);
    if (standing.placement === null)
      throw Problem.conflict(
        'noPlacement',
        `The agent of ${device} knows of no placement.`,
        'Update the agent.',
      );
  }

  /** Every hour of the stretch, those without a switch too. @throws Problem 400 badRequest */
  async switchRate(from: number, to: number): Promise<SwitchRate> {
    const hours = wholeHours(from, to);
    const found = new Map((await this.switches.hours(from, to)).map((hour) => [hour.at, hour]));
    const none = { switches: 0, byGuard: 0, streams: 0, codes: {} };
    return { from, to, hours: hours.map((at) => found.get(at) ?? { at, ...none }) };
  }

  /** What a device that is away told last says nothing of now. */
  private loadOf({ device, presence, load }: PlacementStanding): Load | null {
    return presence === 'online' ? (this.heard.newest(device) ?? load) : null;
  }

  private async facts(devices: readonly string[] | null): Promise<EntryFacts[]> {
    const standings = await this.placements.inTransaction((tx) =>
      this.streams.standings(tx, devices),
    );
    const policies = await this.policies.list();
    const rows = new Map((await this.placements.rows(devices)).map((row) => [assetKey(row), row]));
    const switches = await this.switches.counts(this.now() - hourMs, devices);
    const wished = await this.choices.newest(devices);
    const troubles = await this.placements.troubles(devices);
    await this.contents.load(standings.flatMap((standing) => committedRelease(standing) ?? []));
    return standings.map((standing) => {
      const key = assetKey(standing);
      const release = committedRelease(standing);
      return {
        ...{ standing, policies, load: this.loadOf(standing), row: rows.get(key) ?? null },
        switches: switches.get(key) ?? 0,
        wishedAt: wished.get(key) ?? null,
        trouble: troubles.get(standing.device) ?? null,
        manifest: release === null ? null : (this.contents.known(release) ?? null),
      };
    });
  }
}

/** Dated by our clock. A report is read here before its switch has come into the table. */
function withLast(
  stored: Awaited<ReturnType<SwitchRepository['list']>>,
  last: SwitchReport | null | undefined,
): SwitchReport[] {
  const dated = stored.map(({ report, correctedAt }) => ({ ...report, at: correctedAt }));
  const isThere = last == null || stored.some(({ report }) => report.at === last.at);
  return isThere ? dated : [last, ...dated];
}
