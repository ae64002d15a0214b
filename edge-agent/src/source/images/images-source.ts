import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { ImagesSourceConfig } from '../../config/schema.ts';
import type { Clock } from '../clock.ts';
import { Rejections } from '../rejections.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { FolderWatch } from './folder-watch.ts';
import { FrameFollower } from './follow-frames.ts';
import { FrameReader, type ThreadModule } from './frame-reader.ts';
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
  /** The thread that decodes; its own module by default. */
  readonly thread?: ThreadModule;
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

  /** @throws SourceError `fileUnreadable`, `noFrames` */
  async start(listener: SourceListener): Promise<void> {
    const { config } = this.options;
    this.stopping = new AbortController();
    const work = await this.workFor(config);
    const reader = this.readerFor(listener);
    this.running = this.run(work, this.toolsFor(listener, reader), reader);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** What is to be done with the folder, which is there. */
  private async workFor(config: ImagesSourceConfig): Promise<(tools: FrameTools) => Promise<void>> {
    if (!isFollowing(config)) {
      const names = await listFrames(config.folder);
      return (tools) => this.play(names, tools);
    }
    const watch = new FolderWatch(config.folder);
    await watch.open();
    return (tools) => new FrameFollower(watch, tools).run();
  }

  /** The thread leaves with the work, however that ends. */
  private async run(
    work: (tools: FrameTools) => Promise<void>,
    tools: FrameTools,
    reader: FrameReader,
  ): Promise<void> {
    try {
      await work(tools);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      tools.listener.onError(error);
    } finally {
      await reader.stop();
    }
  }

  private readerFor(listener: SourceListener): FrameReader {
    const { config, input, clock, thread } = this.options;
    const { height, width } = input;
    return new FrameReader({
      size: { channels: input.channels.length, height, width },
      ...{ clock, signal: this.stopping.signal },
      ...(thread === undefined ? {} : { thread }),
      interrupted: (why) =>
        listener.onError(
          new SourceError('decoderEnded', 'interrupted', `${config.folder}: ${why}`),
        ),
      recovered: () => listener.onRecovered?.(),
    });
  }

  private toolsFor(listener: SourceListener, reader: FrameReader): FrameTools {
    const { config, input, clock } = this.options;
    return {
      ...{ folder: config.folder, periodMs: input.periodMs, clock, listener },
      read: (path) => reader.read(path),
      rejections: new Rejections((error) => listener.onError(error)),
      signal: this.stopping.signal,
    };
  }

  private async play(first: readonly string[], tools: FrameTools): Promise<void> {
    const { loop, speed, folder } = this.options.config;
    const { listener, signal, periodMs, clock } = tools;
    const pace = paceOf(speed, periodMs, clock.now());
    let names = first;
    for (;;) {
      await playFrames(names, pace, tools);
      if (signal.aborted) return;
      if (!loop) break;
      pace.rewind();
      names = await listFrames(folder);
    }
    listener.onEnd?.();
  }
}
