import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { CsvSourceConfig } from '../../config/schema.ts';
import type { Clock } from '../clock.ts';
import { Pace } from '../pace.ts';
import { Rejections } from '../rejections.ts';
import type { Source, SourceListener } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { type CsvLayout, layoutOf, parseRow } from './csv-layout.ts';
import { readHead, readLines } from './lines.ts';

const headLines = 100;

export interface CsvSourceOptions {
  readonly config: CsvSourceConfig;
  /** What is read of the file, in this order. */
  readonly channels: readonly ChannelInfo[];
  /** Of a file without times. */
  readonly periodMs: number;
  readonly clock: Clock;
}

/** Replays a recording: in real time, N times faster or as fast as the listener takes it. */
export class CsvSource implements Source {
  readonly kind = 'csv';
  readonly faults = [];
  readonly activeFault = null;
  readonly channels: readonly ChannelInfo[];
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: CsvSourceOptions) {
    this.channels = options.channels;
  }

  async start(listener: SourceListener): Promise<void> {
    const { config, channels } = this.options;
    const head = await readHead(config.file, headLines);
    const layout = layoutOf(config.file, head, channels, config.channels);
    this.stopping = new AbortController();
    this.running = this.replay(layout, listener, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async replay(layout: CsvLayout, listener: SourceListener, signal: AbortSignal) {
    const { config, clock, periodMs } = this.options;
    const pace = new Pace(config.speed, periodMs, clock.now());
    const rejections = new Rejections((error) => listener.onError(error));
    try {
      do {
        const rows = await this.pass(layout, pace, listener, rejections, signal);
        if (signal.aborted) return;
        if (rows === 0) throw noRows(config.file);
        pace.rewind();
      } while (config.loop);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      listener.onError(error);
      return;
    }
    listener.onEnd?.();
  }

  /** Reads the file once; resolves to the number of rows that could be taken. */
  private async pass(
    layout: CsvLayout,
    pace: Pace,
    listener: SourceListener,
    rejections: Rejections,
    signal: AbortSignal,
  ): Promise<number> {
    const { config, clock } = this.options;
    let line = 0;
    let rows = 0;
    let headerAhead = layout.shape.hasHeader;
    for await (const bunch of readLines(config.file)) {
      for (const text of bunch) {
        line += 1;
        if (text.trim() === '') continue;
        if (headerAhead) {
          headerAhead = false;
          continue;
        }
        const row = parseRow(layout, line === 1 ? text.replace(/^\uFEFF/, '') : text);
        if ('error' in row) {
          const column = row.column === null ? '' : `, column "${row.column}"`;
          rejections.reject('badRow', `${config.file}, line ${line}${column}: ${row.error}`);
          continue;
        }
        rows += 1;
        const moment = pace.next(row.timeMs, clock.now());
        const waitMs = moment.at - clock.now();
        if (waitMs > 0) await clock.wait(waitMs, signal);
        if (signal.aborted) return rows;
        const taken = listener.onSample({ ...moment, values: row.values });
        if (taken !== undefined) await taken;
        if (signal.aborted) return rows;
      }
    }
    return rows;
  }
}

const noRows = (file: string): SourceError =>
  new SourceError('badTable', 'stopped', `${file}: no row could be taken`);
