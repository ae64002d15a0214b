import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFileSync } from '../durable.ts';
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

/** The placement of one stream in a file of its own. Every save survives a power cut that follows it. */
export class PlacementStore {
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
  open(now: number): OpenedPlacement {
    const nothing = { kept: nothingKept(this.stream), clean: true };
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { ...nothing, damage: null };
      throw error;
    }
    const stored = parse(text);
    if (stored !== null && stored.kept.stream === this.stream) return { ...stored, damage: null };
    const aside = `${this.path}.damaged-${now}`;
    renameSync(this.path, aside);
    const damage = `${this.path} was damaged and is set aside as ${aside}; the stream runs what was committed, and its variants are measured anew`;
    return { ...nothing, damage };
  }

  /** @throws Error of the file system, with the state before still on disk */
  save(kept: Kept, clean = false): void {
    replaceFileSync(this.path, JSON.stringify({ kept, clean } satisfies z.input<typeof Stored>));
  }
}

function parse(text: string): z.infer<typeof Stored> | null {
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
