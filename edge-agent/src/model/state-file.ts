import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { replaceFileSync } from './durable.ts';

/** What a file holds; `aside`: it was damaged, and is under this name now. */
export type Opened<T> =
  | { readonly stored: T }
  | { readonly stored: null; readonly aside: string | null };

/** What is known of one stream, in a file of its own. Every save survives a power cut that follows it. */
export class StateFile<T> {
  readonly path: string;

  /**
   * @param isOwn whether what it holds is this stream's
   * @throws Error of the file system
   */
  constructor(
    folder: string,
    stream: string,
    private readonly schema: z.ZodType<T>,
    private readonly isOwn: (stored: T) => boolean,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, `${stream}.json`);
  }

  /** @param now names the file that is set aside, ms UTC */
  open(now: number): Opened<T> {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { stored: null, aside: null };
      throw error;
    }
    const stored = this.parse(text);
    if (stored !== null && this.isOwn(stored)) return { stored };
    const aside = `${this.path}.damaged-${now}`;
    renameSync(this.path, aside);
    return { stored: null, aside };
  }

  /** @throws Error of the file system, with what was saved before still on disk */
  save(stored: T): void {
    replaceFileSync(this.path, JSON.stringify(stored));
  }

  private parse(text: string): T | null {
    try {
      return this.schema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }
}
