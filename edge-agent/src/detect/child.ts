import type { DetectorModel, Ready, Reply, Request } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { loadRuntime, providersOf, type Runtime } from './runtime.ts';
import { type OpenSession, openSession, runSession } from './session.ts';

// The inference process of one provider. `run` blocks the thread, a bad model may take any memory or crash:
// all of that stays in here, and the agent's own loop goes on.

const sessions = new Map<string, OpenSession & { readonly model: DetectorModel }>();

async function answer(request: Request, runtime: Runtime): Promise<Reply> {
  switch (request.kind) {
    case 'load': {
      const { model } = request;
      const opened = await openSession(runtime, model);
      sessions.set(model.digest, { ...opened, model });
      return { kind: 'loaded', provider: opened.provider };
    }
    case 'unload': {
      const loaded = sessions.get(request.digest);
      sessions.delete(request.digest);
      await loaded?.session.release();
      return { kind: 'unloaded' };
    }
    case 'run': {
      const loaded = sessions.get(request.digest);
      if (loaded === undefined) throw new DetectError('model', `${request.digest} is not loaded`);
      return {
        kind: 'scores',
        scores: await runSession(runtime, loaded.session, loaded.model, request.data),
      };
    }
  }
}

const failed = (error: unknown): Reply => ({
  kind: 'failed',
  code: error instanceof DetectError ? error.code : 'model',
  message: error instanceof Error ? error.message : String(error),
});

// Before the first await: what comes early must not be lost, nor the end of the agent.
const early: Request[] = [];
let take = (request: Request): void => {
  early.push(request);
};
process.on('message', (request: Request) => take(request));
// The channel closes with the agent, however it ends: nobody is left to answer.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the agent decides when this process goes.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const runtime = await loadRuntime(process.argv[2]);
take = (request) => {
  answer(request, runtime)
    .catch(failed)
    .then((reply) => process.send?.(reply));
};
for (const request of early) take(request);
const ready: Ready = { kind: 'ready', backends: providersOf(runtime) };
process.send?.(ready);
