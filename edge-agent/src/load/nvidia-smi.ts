import { execFile } from 'node:child_process';
import {
  type GraphicsCard,
  graphicsCardIn,
  limitsIn,
  slowedField,
  smiFields,
  type TemperatureLimits,
} from './nvidia-smi-text.ts';

export interface NvidiaSmiOptions {
  /** A name that the PATH leads to, or a path. */
  readonly command: string;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly timeoutMs?: number;
}

/** Starting it takes some ten milliseconds of CPU: not with every reading. */
const askEveryMs = 5_000;
/** What it said is believed so long. */
const validMs = 15_000;
/** A tool that is not there, or finds no driver, may be installed while the agent runs. */
const askAgainMs = 600_000;
const defaultTimeoutMs = 4_000;

const noLimits: TemperatureLimits = { throttleC: null, criticalC: null };

/** The first NVIDIA card of a machine without a device tree. Asked in the background, read at once. */
export class NvidiaSmi {
  private card: GraphicsCard | null = null;
  private cardAt = 0;
  private limits: TemperatureLimits | null = null;
  private nextAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;
  private tellsSlowed = true;
  private readonly stopping = new AbortController();

  constructor(private readonly options: NvidiaSmiOptions) {}

  /** The newest answer, null while there is none; begins to ask for the next where it is time. */
  read(): (GraphicsCard & TemperatureLimits) | null {
    const now = this.options.nowMs();
    if (this.asking === null && now >= this.nextAt) {
      this.nextAt = now + askEveryMs;
      this.asking = this.ask().finally(() => {
        this.asking = null;
      });
    }
    if (this.card === null || now - this.cardAt > validMs) return null;
    return { ...this.card, ...(this.limits ?? noLimits) };
  }

  /** What is being asked has been answered, or was given up. */
  async settled(): Promise<void> {
    await this.asking;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.asking;
  }

  private async ask(): Promise<void> {
    this.card = await this.query();
    this.cardAt = this.options.nowMs();
    if (this.card === null) {
      this.nextAt = this.cardAt + askAgainMs;
      return;
    }
    // The card's own limits never change; an answer without them is not asked for again.
    this.limits ??= limitsIn((await this.run(['-q', '-d', 'TEMPERATURE'])).text ?? '');
  }

  private async query(): Promise<GraphicsCard | null> {
    const query = (fields: readonly string[]) =>
      this.run([`--query-gpu=${fields.join()}`, '--format=csv,noheader,nounits']);
    if (this.tellsSlowed) {
      const { text, inTime } = await query([...smiFields, slowedField]);
      if (text !== null || !inTime) return graphicsCardIn(text ?? '');
    }
    const card = graphicsCardIn((await query(smiFields)).text ?? '');
    if (card !== null) this.tellsSlowed = false;
    return card;
  }

  /** No text when it is not there, fails or takes too long; it is ended then. */
  private run(
    args: readonly string[],
  ): Promise<{ readonly text: string | null; readonly inTime: boolean }> {
    const { command, timeoutMs = defaultTimeoutMs } = this.options;
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      execFile(
        command,
        args,
        { timeout: timeoutMs, killSignal: 'SIGKILL', signal, maxBuffer: 1 << 20 },
        (error, stdout) =>
          resolve({ text: error === null ? stdout : null, inTime: error?.killed !== true }),
      );
    });
  }
}
