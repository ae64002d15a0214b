import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sessionOptions } from '../../../edge-agent/dist/detect/session-options.js';

// Runs models in turns as an inference process does, one window now and then, while it is told to.

export interface PacedModel {
  readonly path: string;
  /** Of its only input, batch included. */
  readonly shape: readonly number[];
}

export type PacedRequest =
  | { readonly kind: 'open'; readonly models: readonly PacedModel[]; readonly pauseMs: number }
  | { readonly kind: 'run'; readonly isOn: boolean };

/** Of the model with this number: when it ended, ms UTC; how long it took, and how long on a CPU. */
export type PacedRun = readonly [model: number, endedAt: number, wallUs: number, cpuUs: number];

export type PacedReply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'runs'; readonly runs: readonly PacedRun[] };

interface Opened {
  readonly session: InferenceSession;
  readonly feeds: InferenceSession.FeedsType;
}

const say = (reply: PacedReply): void => void process.send?.(reply);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let isOn = false;

async function open({ path, shape }: PacedModel): Promise<Opened> {
  const session = await InferenceSession.create(path, sessionOptions('cpu'));
  const length = shape.reduce((product, dim) => product * dim, 1);
  const data = Float32Array.from({ length }, (_, i) => Math.sin(i));
  const feeds = { [session.inputNames[0] ?? '']: new Tensor('float32', data, shape) };
  for (let i = 0; i < 5; i++) await session.run(feeds);
  return { session, feeds };
}

async function timed({ session, feeds }: Opened, model: number): Promise<PacedRun> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await session.run(feeds);
  const wallUs = Math.round((performance.now() - startedAt) * 1000);
  const { user, system } = process.cpuUsage(cpu);
  return [model, Date.now(), wallUs, user + system];
}

async function runInTurns(models: readonly Opened[], pauseMs: number): Promise<void> {
  for (;;) {
    const runs: PacedRun[] = [];
    for (const [i, model] of models.entries()) {
      // Uneven, or it would beat with the scheduler's tick.
      await pause(pauseMs * (0.5 + Math.random()));
      if (isOn) runs.push(await timed(model, i));
    }
    if (runs.length > 0) say({ kind: 'runs', runs });
  }
}

process.on('message', (request: PacedRequest) => {
  if (request.kind === 'run') isOn = request.isOn;
  else
    void Promise.all(request.models.map(open)).then((models) => {
      say({ kind: 'opened' });
      return runInTurns(models, request.pauseMs);
    });
});
process.on('disconnect', () => process.exit(0));
