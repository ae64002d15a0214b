import { CaptureSender, type CaptureSenderOptions } from './capture/capture-sender.ts';
import { RawRecorder } from './capture/raw-recorder.ts';
import type { Layout } from './capture/row-buffer.ts';
import type { CaptureConfig } from './config/schema.ts';
import { freeBytes } from './load/free-bytes.ts';
import type { Sample } from './source/source.ts';
import type { CommandHandlers } from './uplink/commands.ts';

export interface RawCaptureOptions extends Pick<CaptureSenderOptions, 'send' | 'mayBegin'> {
  readonly config: CaptureConfig;
  readonly dataDir: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly warn: (message: string) => void;
}

/** The ring of raw rows and what sends stretches of it; nothing where the configuration wants no ring. */
export class RawCapture {
  private readonly parts: { readonly recorder: RawRecorder; readonly sender: CaptureSender } | null;

  constructor(options: RawCaptureOptions) {
    this.parts = options.config.enabled ? build(options) : null;
  }

  readonly handlers: Pick<CommandHandlers, 'capture' | 'cancelCapture'> = {
    capture: (args, expiresAt) => {
      if (this.parts === null)
        throw new Error('this device keeps no raw rows: capture.enabled is false in its file');
      return this.parts.sender.capture(args, expiresAt);
    },
    cancelCapture: ({ capture }) =>
      this.parts?.sender.cancel(capture, 'it was cancelled') ? 'cancelled' : 'it was not under way',
  };

  keep(stream: string, layout: Layout, sample: Sample): void {
    this.parts?.recorder.keep(stream, layout, sample);
  }

  /** Call it several times a second. */
  tick(): void {
    this.parts?.recorder.tick();
    this.parts?.sender.tick();
  }

  close(): void {
    this.parts?.recorder.close();
  }
}

function build({ config, dataDir, now, newId, warn, send, mayBegin }: RawCaptureOptions) {
  const { maxBytes, maxAgeHours, keepFreeBytes, bytesPerSecond } = config;
  const limits = { maxBytes, maxAgeMs: maxAgeHours * 3_600_000, keepFreeBytes };
  const recorder = new RawRecorder({
    folder: dataDir,
    limits,
    now,
    newId,
    freeBytes: () => freeBytes(dataDir),
    warn,
  });
  return { recorder, sender: new CaptureSender({ recorder, send, mayBegin, bytesPerSecond, now }) };
}
