import type { FrameSize } from '@lookout/shared/frame/image';
import type { Clock } from '../clock.ts';
import type { Rejections } from '../rejections.ts';
import type { SourceListener } from '../source.ts';
import type { Decode } from './decoder.ts';

/** What both ways of reading a folder need. */
export interface FrameTools {
  readonly folder: string;
  /** Of the detector. */
  readonly size: FrameSize;
  readonly periodMs: number;
  readonly decode: Decode;
  readonly clock: Clock;
  readonly listener: SourceListener;
  readonly rejections: Rejections;
  readonly signal: AbortSignal;
}
