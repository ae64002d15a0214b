import type { DetectorModel, Provider, SessionId } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { Detector, type DetectorOptions } from './detector.ts';
import type { Score } from './scored-window.ts';

export interface DetectorsOptions extends Omit<DetectorOptions, 'died' | 'restarts'> {
  /** A process has died. @param busyWith null: with nothing */
  readonly died?: (busyWith: SessionId | null, how: string) => void;
}

/**
 * An inference process for each provider that is in use. The CPU's is always there and is started again
 * when it dies. A GPU's begins with its first model and ends with its last one, as only its end gives the
 * driver's memory back; where it dies nobody waits for it, and the CPU's goes on undisturbed.
 */
export class Detectors {
  private readonly cpu: Detector;
  private readonly others = new Map<string, Detector>();
  /** How the last process of a provider ended, for whoever asks it later. */
  private readonly ends = new Map<string, string>();
  private readonly ending = new Set<Promise<void>>();
  private isStopping = false;

  constructor(private readonly options: DetectorsOptions) {
    this.cpu = this.make('cpu', true);
  }

  start(): void {
    this.cpu.start();
  }

  /** Execution providers that this build of ONNX Runtime has; empty until the CPU's process is ready. */
  get backends(): readonly string[] {
    return this.cpu.backends;
  }

  /** Of the processes that run now, the CPU's first. */
  get pids(): readonly number[] {
    return [this.cpu, ...this.others.values()].flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Loads a model on its provider, once for all streams that share it.
   * @throws DetectError; after `crashed` it may be tried again
   */
  async load(model: DetectorModel): Promise<Provider> {
    const { provider } = model;
    await this.requireProvider(provider);
    try {
      return await this.begun(provider).load(model);
    } catch (error) {
      // A GPU that failed once may come back: the refusal is not kept.
      if (provider !== 'cpu') await this.unload(model);
      throw error;
    }
  }

  /** Lets a model go for all streams; with the last one a GPU's process ends. */
  async unload({ digest, provider }: SessionId): Promise<void> {
    const detector = this.of(provider);
    if (detector === undefined) return;
    await detector.unload(digest);
    if (provider === 'cpu' || !detector.isEmpty || this.others.get(provider) !== detector) return;
    this.others.delete(provider);
    const ended = detector.stop();
    this.ending.add(ended);
    await ended;
    this.ending.delete(ended);
  }

  /**
   * @param window [windowLength, channels] of the model that was loaded
   * @throws DetectError
   */
  score({ digest, provider }: SessionId, window: Float32Array): Promise<Score> {
    const detector = this.of(provider);
    if (detector !== undefined) return detector.score(digest, window);
    if (this.isStopping) return Promise.reject(stopping);
    const how = this.ends.get(provider) ?? 'it holds no detector';
    return Promise.reject(new DetectError('provider', `no process runs on ${provider}: ${how}`));
  }

  /** Ends the processes; whatever waits is rejected. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const all = [this.cpu, ...this.others.values()];
    this.others.clear();
    await Promise.all([...all.map((detector) => detector.stop()), ...this.ending]);
  }

  /** @throws DetectError `provider`, before a process is begun for nothing */
  private async requireProvider(provider: string): Promise<void> {
    if (provider === 'cpu') return;
    const known = await this.cpu.whenKnown();
    if (!known.includes(provider))
      throw new DetectError(
        'provider',
        `this build of ONNX Runtime has no provider ${provider}; it has ${known.join(', ')}`,
      );
  }

  private of(provider: string): Detector | undefined {
    return provider === 'cpu' ? this.cpu : this.others.get(provider);
  }

  private begun(provider: string): Detector {
    const known = this.of(provider);
    if (known !== undefined || this.isStopping) return known ?? this.cpu;
    const detector = this.make(provider, false);
    this.others.set(provider, detector);
    detector.start();
    return detector;
  }

  private make(provider: string, restarts: boolean): Detector {
    const { warn, died, ...options } = this.options;
    const detector: Detector = new Detector({
      ...options,
      ...(provider === 'tensorrt' ? { loadTimeoutMs: enginesMs } : {}),
      restarts,
      warn,
      died: (digest, how) => {
        if (this.others.get(provider) === detector) {
          this.others.delete(provider);
          this.ends.set(provider, `it ended: ${how}`);
          warn(`the inference process of ${provider} ended: ${how}`);
        }
        died?.(digest === null ? null : { digest, provider }, how);
      },
    });
    return detector;
  }
}

/** TensorRT builds its engines at every load, as Node cannot tell it where to keep them. */
const enginesMs = 10 * 60_000;
const stopping = new DetectError('stopped', 'the agent stops');
