import { z } from 'zod';
import { StateFile } from '../state-file.ts';
import { Kept, nothingKept } from './placement-state.ts';

const Stored = z.object({
  kept: Kept,
  /** The agent stopped in order; what was running did not end it. */
  clean: z.boolean(),
});

export interface OpenedPlacement extends z.infer<typeof Stored> {
  /** In words; the file was set aside, and the stream runs what was committed. */
  readonly damage: string | null;
}

/** The placement of one stream. */
export class PlacementStore {
  private readonly file: StateFile<z.infer<typeof Stored>>;

  /** @throws Error of the file system */
  constructor(
    folder: string,
    private readonly stream: string,
  ) {
    this.file = new StateFile(folder, stream, Stored, ({ kept }) => kept.stream === stream);
  }

  /** @param now names the file that is set aside, ms UTC */
  open(now: number): OpenedPlacement {
    const opened = this.file.open(now);
    if (opened.stored !== null) return { ...opened.stored, damage: null };
    const damage =
      opened.aside === null
        ? null
        : `${this.file.path} was damaged and is set aside as ${opened.aside}; the stream runs what was committed, and its variants are measured anew`;
    return { kept: nothingKept(this.stream), clean: true, damage };
  }

  /** @throws Error of the file system, with the state before still on disk */
  save(kept: Kept, clean = false): void {
    this.file.save({ kept, clean });
  }
}
