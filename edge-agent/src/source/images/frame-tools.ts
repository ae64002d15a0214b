import type { Clock } from '../clock.ts';
import type { Rejections } from '../rejections.ts';
import type { SourceListener } from '../source.ts';
import type { ReadOutcome } from './frame-reader.ts';

/** What both ways of reading a folder need. */
export interface FrameTools {
  readonly folder: string;
  /** Of the detector. */
  readonly periodMs: number;
  /** One picture at a time, in another thread. @throws SourceError `noDecoder` */
  read(path: string): Promise<ReadOutcome>;
  readonly clock: Clock;
  readonly listener: SourceListener;
  readonly rejections: Rejections;
  readonly signal: AbortSignal;
}
