import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFileSync } from '../durable.ts';
import { type Install, InstallState, nothingInstalled } from './install-state.ts';

const Stored = z.object({
  state: InstallState,
  /** The agent stopped in order; what was being tried did not end it. */
  clean: z.boolean(),
});

export interface Opened {
  readonly state: InstallState;
  readonly clean: boolean;
  /** In words; the file was set aside, and the device's own bundle is the good one. */
  readonly damage: string | null;
}

/** The install state of one stream in a file of its own. Every save survives a power cut that follows it. */
export class InstallStore {
  private readonly path: string;

  /** @throws Error of the file system */
  constructor(
    folder: string,
    private readonly stream: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, `${stream}.json`);
  }

  /** @param now names the file that is set aside, ms UTC */
  open(now: number): Opened {
    const nothing = nothingInstalled(this.stream);
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { state: nothing, clean: true, damage: null };
      throw error;
    }
    const stored = parse(text);
    if (stored !== null && stored.state.stream === this.stream) return { ...stored, damage: null };
    const aside = `${this.path}.damaged-${now}`;
    renameSync(this.path, aside);
    const damage = `${this.path} was damaged and is set aside as ${aside}; the stream runs the bundle of the device's own file until the hub assigns one again`;
    return { state: { ...nothing, install: lost(damage, now) }, clean: true, damage };
  }

  /** @throws Error of the file system, with the state before still on disk */
  save(state: InstallState, clean = false): void {
    const stored: z.input<typeof Stored> = { state, clean };
    replaceFileSync(this.path, JSON.stringify(stored));
  }
}

/** What the report says until the next assignment. */
const lost = (damage: string, now: number): Install => ({
  ...{
    sequence: 0,
    release: null,
    variant: null,
    target: null,
    offer: null,
    revert: false,
    rules: null,
  },
  ...{ phase: 'FAILED', since: now, held: false, figures: null },
  reason: { code: 'malformed', text: damage.slice(0, 512) },
  ...{ judged: 0, missed: 0, boots: 0, deaths: 0, spentMs: 0, settling: false },
});

function parse(text: string): z.infer<typeof Stored> | null {
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
