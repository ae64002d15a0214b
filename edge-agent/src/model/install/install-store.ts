import { z } from 'zod';
import { StateFile } from '../state-file.ts';
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

/** The install state of one stream. */
export class InstallStore {
  private readonly file: StateFile<z.infer<typeof Stored>>;

  /** @throws Error of the file system */
  constructor(
    folder: string,
    private readonly stream: string,
  ) {
    this.file = new StateFile(folder, stream, Stored, ({ state }) => state.stream === stream);
  }

  /** @param now names the file that is set aside, ms UTC */
  open(now: number): Opened {
    const opened = this.file.open(now);
    if (opened.stored !== null) return { ...opened.stored, damage: null };
    const nothing = nothingInstalled(this.stream);
    if (opened.aside === null) return { state: nothing, clean: true, damage: null };
    const damage = `${this.file.path} was damaged and is set aside as ${opened.aside}; the stream runs the bundle of the device's own file until the hub assigns one again`;
    return { state: { ...nothing, install: lost(damage, now) }, clean: true, damage };
  }

  /** @throws Error of the file system, with the state before still on disk */
  save(state: InstallState, clean = false): void {
    this.file.save({ state, clean });
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
