import type { BlocksRequest } from '@lookout/shared/protocol/blocks';
import type { Desired } from '@lookout/shared/protocol/presence';
import {
  type InstalledBundle,
  isFinal,
  type ReleasePhase,
  type ReleaseReason,
  type ReleaseReport,
} from '@lookout/shared/protocol/release-phase';
import type { KeyList, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Random } from '@lookout/shared/simulator/random';
import { type Asset, believe, followKeys, type Wanted } from './believe.ts';
import { Download, type Link } from './download.ts';
import type { Fate } from './fleet-plan.ts';
import { ownBundle, ownVariant } from './own-bundle.ts';
import { figuresOf, troubleOf } from './trouble.ts';

/** What an install does to the world; the device hands it in. */
export interface InstallHands {
  readonly now: () => number;
  /** Returns what calls it off. */
  readonly after: (delayMs: number, act: () => void) => () => void;
  readonly ask: (request: BlocksRequest) => void;
  /** Another phase. */
  readonly changed: (report: ReleaseReport) => void;
  /** The same phase, more bytes. */
  readonly progressed: () => void;
  /** It cuts its line and never comes back. */
  readonly fallSilent: () => void;
}

export interface InstallHabit {
  readonly fate: Fate;
  readonly random: Random;
  readonly link: Link;
  /** Self-test, shadow and trial together, on average. */
  readonly installMs: number;
}

type Trying = 'SELF_TEST' | 'SHADOW' | 'TRIAL';

/** A block that has not come by then is asked for again. */
const askAgainMs = 15_000;
const tellProgressMs = 2_000;
const shareOfTime: Readonly<Record<Trying, number>> = { SELF_TEST: 0.2, SHADOW: 0.4, TRIAL: 0.4 };

/** A stream's release as protocol.md has it; only the detector itself is missing. */
export class Install {
  report: ReleaseReport | null = null;
  private keys: KeyList | null = null;
  private wanted: Wanted | null = null;
  private download: Download | null = null;
  private callOff: () => void = () => undefined;
  private sequence = 0;
  private toldAt = 0;
  private readonly stored = new Set<string>();
  /** Of the release that it would fall back to; none for its own bundle. */
  variants: readonly ReleaseVariant[] = [];

  constructor(
    private readonly asset: Asset,
    private good: InstalledBundle,
    private readonly habit: InstallHabit,
    private readonly hands: InstallHands,
  ) {}

  /** What it would fall back to. */
  get runs(): InstalledBundle {
    return this.good;
  }

  hear({ keys, streams }: Desired): void {
    const now = this.hands.now();
    this.keys = followKeys(this.keys, keys ?? [], now);
    const wish = streams[this.asset.stream]?.release;
    if (wish === undefined) {
      if (this.isRunning)
        this.end('SUPERSEDED', { code: 'withdrawn', text: 'taken back by the hub' });
      return;
    }
    const belief = believe(wish, this.asset, this.sequence, this.keys, now);
    if (belief.believed) this.take(belief.wanted, wish.hold);
    else if (belief.reason.code !== 'older')
      this.reject(
        belief.assignment?.sequence ?? 0,
        belief.assignment?.release ?? null,
        belief.reason,
      );
    else if (belief.assignment?.sequence === this.sequence) this.hold(wish.hold);
  }

  block(digest: string, index: number, bytes: Uint8Array): void {
    const { download } = this;
    if (download === null || this.report?.phase !== 'DOWNLOADING') return;
    const taken = download.take(digest, index, this.habit.fate === 'corrupt' ? flip(bytes) : bytes);
    this.report = { ...this.report, haveBytes: download.haveBytes };
    if (taken === 'done') this.verified();
    else if (taken === 'damaged')
      this.end('FAILED', {
        code: 'digest',
        text: `a file is not the one that was signed: ${digest}`,
      });
    else if (taken === 'unavailable')
      this.end('FAILED', { code: 'unavailable', text: `the hub does not have ${digest}` });
    else if (taken === 'ask') {
      const { pauseMs } = this.habit.link;
      if (pauseMs === 0) this.fetch();
      else this.later(pauseMs, () => this.fetch());
    }
  }

  /** After a new connection: what was asked for may be lost. */
  reconnected(): void {
    if (this.report?.phase === 'DOWNLOADING') this.fetch();
  }

  private get isRunning(): boolean {
    return this.report !== null && !isFinal(this.report.phase);
  }

  private take(wanted: Wanted, held: boolean): void {
    if (this.isRunning) this.end('SUPERSEDED', { code: 'superseded', text: 'a newer assignment' });
    const { assignment, variant } = wanted;
    this.sequence = assignment.sequence;
    this.wanted = wanted;
    this.download = variant === null ? null : new Download(variant.files, this.habit.link);
    this.report = {
      ...{ sequence: this.sequence, release: assignment.release, variant: assignment.variant },
      ...{ phase: 'OFFERED', since: this.hands.now(), held, haveBytes: 0 },
      ...{ totalBytes: this.download?.totalBytes ?? 0, reason: null, figures: null },
      good: this.good,
    };
    this.hands.changed(this.report);
    if (!held) this.begin(wanted);
  }

  private begin({ assignment, variant }: Wanted): void {
    if (this.habit.fate === 'silent' && !assignment.revert) {
      this.later(this.habit.installMs * this.habit.random.uniform(), () => this.hands.fallSilent());
      return;
    }
    if (variant === null || this.stored.has(variant.bundle)) {
      this.verified();
      return;
    }
    this.to('DOWNLOADING');
    this.fetch();
  }

  private fetch(): void {
    const request = this.download?.request() ?? null;
    if (request === null || this.report?.held === true) return;
    this.hands.ask(request);
    this.later(askAgainMs, () => this.fetch());
    if (this.hands.now() - this.toldAt < tellProgressMs) return;
    this.toldAt = this.hands.now();
    this.hands.progressed();
  }

  private verified(): void {
    const variant = this.wanted?.variant ?? null;
    if (variant !== null) this.stored.add(variant.bundle);
    this.to('VERIFIED');
    this.try(this.stages());
  }

  private stages(): Trying[] {
    if (this.wanted === null) return [];
    const { revert, install } = this.wanted.assignment;
    const stages: Trying[] = ['SELF_TEST'];
    if (!revert && install.shadowWindows > 0) stages.push('SHADOW');
    if (!revert && install.trialWindows > 0) stages.push('TRIAL');
    return stages;
  }

  private try([stage, ...others]: Trying[]): void {
    if (stage === undefined || this.wanted === null) {
      this.commit();
      return;
    }
    const { assignment } = this.wanted;
    this.to(stage);
    const spread = 0.5 + this.habit.random.uniform();
    this.later(this.habit.installMs * shareOfTime[stage] * spread, () => {
      const trouble = assignment.revert ? null : troubleOf(this.habit.fate, stage);
      const figures = figuresOf(this.habit, assignment.install, stage);
      if (this.report !== null) this.report = { ...this.report, figures };
      if (trouble === null) this.try(others);
      else this.end(stage === 'TRIAL' ? 'REVERTED' : 'FAILED', trouble);
    });
  }

  private commit(): void {
    if (this.wanted === null) return;
    const { assignment, variant, variants } = this.wanted;
    this.variants = variants;
    this.good =
      variant === null || assignment.release === null
        ? { release: null, bundle: ownBundle, variant: ownVariant }
        : { release: assignment.release, bundle: variant.bundle, variant: variant.name };
    this.end('COMMITTED', null);
  }

  private hold(held: boolean): void {
    if (this.report === null || !this.isRunning || this.report.held === held) return;
    this.callOff();
    const { phase } = this.report;
    this.report = { ...this.report, held };
    const tries = phase === 'SELF_TEST' || phase === 'SHADOW' || phase === 'TRIAL';
    this.to(tries ? 'VERIFIED' : phase);
    if (held || this.wanted === null) return;
    if (phase === 'OFFERED') this.begin(this.wanted);
    else if (phase === 'DOWNLOADING') this.fetch();
    else this.try(this.stages());
  }

  private reject(sequence: number, release: string | null, reason: ReleaseReason): void {
    const { report } = this;
    const known = report?.sequence === sequence && report.reason?.code === reason.code;
    if (this.isRunning || known) return;
    this.report = {
      ...{ sequence, release, variant: null, phase: 'REJECTED', since: this.hands.now() },
      ...{ held: false, haveBytes: 0, totalBytes: 0, reason, figures: null, good: this.good },
    };
    this.hands.changed(this.report);
  }

  private end(phase: ReleasePhase, reason: ReleaseReason | null): void {
    this.callOff();
    this.download = null;
    if (this.report !== null) this.report = { ...this.report, reason, good: this.good };
    this.to(phase);
  }

  private to(phase: ReleasePhase): void {
    if (this.report === null) return;
    this.report = { ...this.report, phase, since: this.hands.now() };
    this.hands.changed(this.report);
  }

  private later(delayMs: number, act: () => void): void {
    this.callOff();
    this.callOff = this.hands.after(delayMs, act);
  }
}

function flip(bytes: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  damaged[0] = (damaged[0] ?? 0) ^ 1;
  return damaged;
}
