import { largestQueue } from '@lookout/shared/detector/run-limit';
import { valuesOf } from '@lookout/shared/detector/window-size';
import { concat, scoreOf, settleWindow } from './batch.ts';
import type { DetectorModel, Provider, Reply } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { type ChildModule, defaultChild, InferenceProcess } from './inference-process.ts';
import { allFinite } from './reduce.ts';
import { leastPatienceMs, mostPatienceMs, RunTimes, runPatienceMs } from './run-patience.ts';
import type { Score } from './scored-window.ts';
import { type Job, type ModelWork, nextJob } from './work-queue.ts';

export interface DetectorOptions {
  readonly warn: (message: string) => void;
  readonly child?: ChildModule;
  /** Folder of another build of ONNX Runtime; null: our own. */
  readonly runtime?: string | null;
  /**
   * False: with the process everything ends that waits for it, and it is not started again. Whoever has
   * another provider to turn to must not wait for this one.
   */
  readonly restarts?: boolean;
  /** Where it restarts; elsewhere what is known of a model's runs says how long one is waited for. */
  readonly runTimeoutMs?: number;
  /** See `runPatienceMs`. */
  readonly leastPatienceMs?: number;
  readonly loadTimeoutMs?: number;
  /** Windows in one run; of large ones fewer, see `largestRun`. */
  readonly maxBatch?: number;
  /** Windows of one model that may wait; of large ones fewer, see `largestQueue`. */
  readonly maxWaiting?: number;
  /** The process has died. @param digest of the model that it was busy with; null: with none */
  readonly died?: (digest: string | null, how: string) => void;
  /** The pause before the n-th restart without a scored window in between, n from 0. */
  readonly restartDelayMs?: (n: number) => number;
}

const defaults = {
  child: defaultChild,
  runtime: null,
  restarts: true,
  runTimeoutMs: mostPatienceMs,
  leastPatienceMs,
  loadTimeoutMs: 60_000,
  maxBatch: 64,
  maxWaiting: 512,
  died: () => {},
  restartDelayMs: (n: number) => Math.min(30_000, 500 * 2 ** n),
};

/** A model that takes the process down so often in a row is not tried again. */
const crashesToQuarantine = 3;

/**
 * Scores windows in one child process. The process is restarted when it dies; the windows that were in it
 * are tried once more. Whatever happens, every window is answered: by a score or by a DetectError.
 */
export class Detector {
  private readonly options: Required<DetectorOptions>;
  /** In the order in which they were last served. */
  private models: ModelWork[] = [];
  private process: InferenceProcess | null = null;
  private isReady = false;
  private job: Job | null = null;
  private restarts = 0;
  private restartTimer: NodeJS.Timeout | null = null;
  private stopped: (() => void) | null = null;
  private isStopping = false;
  private available: readonly string[] = [];
  private asking: {
    resolve(backends: readonly string[]): void;
    reject(error: DetectError): void;
  }[] = [];

  constructor(options: DetectorOptions) {
    this.options = { ...defaults, ...options };
  }

  start(): void {
    this.restartTimer = null;
    this.isReady = false;
    const { child, runtime, restarts } = this.options;
    const process = new InferenceProcess(child, runtime, {
      ready: (backends) => {
        this.available = backends;
        for (const { resolve } of this.asking.splice(0)) resolve(backends);
        this.isReady = true;
        this.next();
      },
      // One that was given up already ends later.
      ended: (how) => this.process === process && this.died(how),
      ...(restarts ? {} : { late: (how: string) => this.died(how) }),
    });
    this.process = process;
  }

  /** Execution providers that this build of ONNX Runtime has; empty until the process is ready. */
  get backends(): readonly string[] {
    return this.available;
  }

  /** The same, as soon as they are known. @throws DetectError */
  whenKnown(): Promise<readonly string[]> {
    if (this.isStopping) return Promise.reject(stopping);
    if (this.available.length > 0) return Promise.resolve(this.available);
    return new Promise((resolve, reject) => {
      this.asking.push({ resolve, reject });
    });
  }

  /** Models that it holds or is to load. */
  get isEmpty(): boolean {
    return this.models.length === 0 && this.job === null;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /**
   * Loads a model, once for all streams that share it.
   * @throws DetectError; after `crashed` it may be tried again, other refusals are final
   */
  load(model: DetectorModel): Promise<Provider> {
    if (this.isStopping) return Promise.reject(stopping);
    const work = this.find(model.digest) ?? this.add(model);
    if (work.state === 'leaving') {
      work.state = work.provider === null ? 'unloaded' : 'loaded';
      sayFarewell(work);
    }
    if (work.error !== null) return Promise.reject(work.error);
    if (work.state === 'loaded' && work.provider !== null) return Promise.resolve(work.provider);
    return new Promise((resolve, reject) => {
      work.waiters.push({ resolve, reject });
      this.next();
    });
  }

  /**
   * Lets a model go for all streams: its windows are still scored, then its memory comes back. One that
   * was refused may be loaded anew afterwards. Resolves when it is gone, or is loaded again meanwhile.
   */
  unload(digest: string): Promise<void> {
    const work = this.find(digest);
    if (work === undefined || this.isStopping) return Promise.resolve();
    const isBusy = this.job?.work === work;
    if (work.state === 'refused' || (work.state === 'unloaded' && !isBusy)) {
      this.refuse(work, notLoaded(digest));
      this.forget(work);
      return Promise.resolve();
    }
    work.state = 'leaving';
    return new Promise((resolve) => {
      work.farewells.push(resolve);
      this.next();
    });
  }

  /**
   * @param window in the shape of the model that was loaded under `digest`
   * @throws DetectError
   */
  score(digest: string, window: Float32Array): Promise<Score> {
    const work = this.find(digest);
    const error = work === undefined ? notLoaded(digest) : this.refusal(work, window);
    if (error !== null || work === undefined) return Promise.reject(error);
    return new Promise((resolve, reject) => {
      work.windows.push({ data: window, resolve, reject, retried: false });
      const most = largestQueue(work.model.size, this.options.maxWaiting);
      if (work.windows.length > most) work.windows.shift()?.reject(overloaded);
      // Streams that tick together are scored together: the run begins when this turn's windows are in.
      setImmediate(() => this.next());
    });
  }

  /** Ends the process; whatever waits is rejected. */
  stop(): Promise<void> {
    this.isStopping = true;
    if (this.restartTimer !== null) clearTimeout(this.restartTimer);
    const running = this.process;
    if (this.job?.kind === 'unload') sayFarewell(this.job.work);
    for (const work of this.models) sayFarewell(work);
    for (const work of this.models) this.refuse(work, stopping);
    for (const { reject } of this.asking.splice(0)) reject(stopping);
    if (running === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.stopped = resolve;
      running.kill('the agent stops');
    });
  }

  private next(): void {
    if (this.job !== null || !this.isReady || this.process === null) return;
    this.job = nextJob(this.models, this.options.maxBatch);
    if (this.job === null) return;
    const { job } = this;
    // What leaves is unknown from here on: whoever loads it again has it loaded anew.
    const others = this.models.filter((work) => work !== job.work);
    this.models = job.kind === 'unload' ? others : [...others, job.work];
    const startedMs = performance.now();
    const answer = (reply: Reply) => {
      this.job = null;
      remember(job, reply, performance.now() - startedMs);
      this.settle(job, reply);
      this.next();
    };
    const { model } = job.work;
    const { loadTimeoutMs } = this.options;
    if (job.kind === 'load') this.process.request({ kind: 'load', model }, loadTimeoutMs, answer);
    else if (job.kind === 'unload')
      this.process.request({ kind: 'unload', digest: model.digest }, loadTimeoutMs, answer);
    else
      this.process.request(
        { kind: 'run', digest: model.digest, data: concat(job.windows) },
        this.patienceMs(job),
        answer,
      );
  }

  private patienceMs({ work, windows }: Extract<Job, { kind: 'run' }>): number {
    const { restarts, runTimeoutMs, leastPatienceMs: leastMs } = this.options;
    if (restarts) return runTimeoutMs;
    const { strideMs = null } = work.model;
    return runPatienceMs({ strideMs, ...work.times.known(windows.length) }, leastMs);
  }

  private settle(job: Job, reply: Reply): void {
    const { work } = job;
    if (reply.kind === 'failed') {
      const error = new DetectError(reply.code, reply.message);
      if (job.kind === 'load') this.refuse(work, error);
      if (job.kind !== 'run' && work.farewells.length > 0) {
        this.forget(work);
        sayFarewell(work);
      }
      if (job.kind === 'run') for (const window of job.windows) window.reject(error);
      return;
    }
    if (reply.kind === 'unloaded') sayFarewell(work);
    if (reply.kind === 'loaded') {
      if (work.state === 'unloaded') work.state = 'loaded';
      work.provider = reply.provider;
      for (const waiter of work.waiters.splice(0)) waiter.resolve(reply.provider);
    }
    if (reply.kind === 'scores' && job.kind === 'run') {
      work.crashes = 0;
      this.restarts = 0;
      job.windows.forEach((window, i) => {
        settleWindow(window, scoreOf(reply.scores, i, work.model));
      });
    }
  }

  private forget(work: ModelWork): void {
    this.models = this.models.filter((one) => one !== work);
  }

  private died(how: string): void {
    const { job, isReady } = this;
    this.process = null;
    this.isReady = false;
    this.job = null;
    if (this.stopped !== null) {
      this.stopped();
      return;
    }
    if (!this.options.restarts) {
      this.end(job, how);
      return;
    }
    for (const work of this.models) if (work.state === 'loaded') work.state = 'unloaded';
    if (job?.kind === 'unload') sayFarewell(job.work);
    else if (job !== null) this.blame(job, how);
    this.endLeaving(how);
    this.options.died(job?.work.model.digest ?? null, how);
    if (!isReady && this.restarts + 1 >= crashesToQuarantine) this.disappoint(how);
    const delayMs = this.options.restartDelayMs(this.restarts);
    this.restarts += 1;
    this.options.warn(`the inference process ended: ${how}; restarting in ${delayMs} ms`);
    this.restartTimer = setTimeout(() => this.start(), delayMs);
  }

  private end(job: Job | null, how: string): void {
    this.isStopping = true;
    const error = new DetectError('crashed', `the inference process ended: ${how}`);
    if (job?.kind === 'unload') sayFarewell(job.work);
    if (job?.kind === 'run') for (const window of job.windows) window.reject(error);
    for (const work of this.models) {
      this.refuse(work, error);
      sayFarewell(work);
    }
    this.models = [];
    this.options.died(job?.work.model.digest ?? null, how);
  }

  /** With the process, what was to leave has left. */
  private endLeaving(how: string): void {
    const error = new DetectError('crashed', `the inference process ended: ${how}`);
    for (const work of this.models.filter(({ farewells }) => farewells.length > 0)) {
      this.refuse(work, error);
      this.forget(work);
      sayFarewell(work);
    }
  }

  /** The process does not even start: whoever waits for a model is told, though the attempts go on. */
  private disappoint(how: string): void {
    const error = new DetectError('crashed', `the inference process does not start: ${how}`);
    for (const { reject } of this.asking.splice(0)) reject(error);
    for (const work of this.models)
      for (const waiter of work.waiters.splice(0)) waiter.reject(error);
  }

  private blame({ work, ...job }: Job, how: string): void {
    work.crashes += 1;
    if (job.kind === 'run') {
      const crashed = new DetectError('crashed', `the inference process ended: ${how}`);
      for (const window of job.windows) if (window.retried) window.reject(crashed);
      const again = job.windows.filter((window) => !window.retried);
      for (const window of again) window.retried = true;
      work.windows.unshift(...again);
    }
    if (work.crashes >= crashesToQuarantine)
      this.refuse(
        work,
        new DetectError(
          'quarantined',
          `${work.model.path} ended the inference process ${work.crashes} times (${how})`,
        ),
      );
  }

  private refuse(work: ModelWork, error: DetectError): void {
    work.state = 'refused';
    work.error ??= error;
    for (const waiter of work.waiters.splice(0)) waiter.reject(error);
    for (const window of work.windows.splice(0)) window.reject(error);
    if (error.code === 'stopped' && this.job?.kind === 'run' && this.job.work === work)
      for (const window of this.job.windows) window.reject(error);
  }

  private refusal({ error, model }: ModelWork, window: Float32Array): DetectError | null {
    if (error !== null) return error;
    const length = valuesOf(model.size);
    if (window.length !== length)
      return new DetectError('model', `a window of ${window.length} values, expected ${length}`);
    return allFinite(window) ? null : new DetectError('notFinite', 'the window holds NaN or Inf');
  }

  private find(digest: string): ModelWork | undefined {
    return this.models.find((work) => work.model.digest === digest);
  }

  private add(model: DetectorModel): ModelWork {
    const work: ModelWork = {
      model,
      state: 'unloaded',
      error: null,
      provider: null,
      crashes: 0,
      windows: [],
      farewells: [],
      times: new RunTimes(),
      waiters: [],
    };
    this.models.push(work);
    return work;
  }
}

const remember = (job: Job, reply: Reply, ms: number): void => {
  if (reply.kind === 'loaded') job.work.times.loaded(ms);
  if (reply.kind === 'scores' && job.kind === 'run') job.work.times.ran(job.windows.length, ms);
};
const sayFarewell = (work: ModelWork): void => {
  for (const gone of work.farewells.splice(0)) gone();
};
const notLoaded = (digest: string) => new DetectError('model', `${digest} was never loaded`);
const stopping = new DetectError('stopped', 'the agent stops');
const overloaded = new DetectError('overloaded', 'windows come faster than they can be scored');
