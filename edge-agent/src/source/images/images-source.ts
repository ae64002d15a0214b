import type { FrameSize } from '@lookout/shared/frame/image';
import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { ImagesSourceConfig } from '../../config/schema.ts';
import type { Clock } from '../clock.ts';
import { Rejections } from '../rejections.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { type Decode, loadDecoder } from './decoder.ts';
import { FolderWatch } from './folder-watch.ts';
import { FrameFollower } from './follow-frames.ts';
import type { FrameTools } from './frame-tools.ts';
import { listFrames, paceOf, playFrames } from './play-frames.ts';

export interface ImagesSourceOptions {
  readonly config: ImagesSourceConfig;
  /** Of the detector: its colors, and the size that every frame is stretched to. */
  readonly input: {
    readonly channels: readonly ChannelInfo[];
    readonly height: number;
    readonly width: number;
    readonly periodMs: number;
  };
  readonly clock: Clock;
}

/** Does it wait for what a camera writes, or play what is there? */
export const isFollowing = ({ follow, loop, speed }: ImagesSourceConfig): boolean =>
  follow ?? (!loop && speed === null);

/** Frames of a folder: what a camera writes there from now on, or what is there, played like a recording. */
export class ImagesSource implements Source {
  readonly kind = 'images';
  readonly faults = [];
  readonly activeFault = null;
  readonly channels: readonly ChannelInfo[];
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ImagesSourceOptions) {
    this.channels = options.input.channels.map(({ name, unit }) => ({ name, unit }));
  }

  /** @throws SourceError `noDecoder`, `fileUnreadable`, `noFrames` */
  async start(listener: SourceListener): Promise<void> {
    const { config } = this.options;
    const tools = this.toolsFor(listener, await loadDecoder());
    if (isFollowing(config)) {
      const watch = new FolderWatch(config.folder);
      await watch.open();
      this.running = new FrameFollower(watch, tools).run();
    } else this.running = this.play(await listFrames(config.folder), tools);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private toolsFor(listener: SourceListener, decode: Decode): FrameTools {
    const { config, input, clock } = this.options;
    this.stopping = new AbortController();
    const { height, width, periodMs } = input;
    const size: FrameSize = { channels: input.channels.length, height, width };
    return {
      ...{ folder: config.folder, size, periodMs, decode, clock, listener },
      rejections: new Rejections((error) => listener.onError(error)),
      signal: this.stopping.signal,
    };
  }

  private async play(first: readonly string[], tools: FrameTools): Promise<void> {
    const { loop, speed, folder } = this.options.config;
    const { listener, signal, periodMs, clock } = tools;
    const pace = paceOf(speed, periodMs, clock.now());
    try {
      let names = first;
      for (;;) {
        await playFrames(names, pace, tools);
        if (signal.aborted) return;
        if (!loop) break;
        pace.rewind();
        names = await listFrames(folder);
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      listener.onError(error);
      return;
    }
    listener.onEnd?.();
  }
}
