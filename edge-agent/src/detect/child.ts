import { type InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import type { DetectorModel, Ready, Reply, Request } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { openSession, runSession } from './session.ts';

// The inference process. `run` blocks the thread, a bad model may take any memory or crash: all of that
// stays in here, and the agent's own loop goes on.

const sessions = new Map<string, { session: InferenceSession; model: DetectorModel }>();

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case 'load': {
      const { model } = request;
      sessions.set(model.digest, { session: await openSession(model), model });
      return { kind: 'loaded', provider: { provider: 'cpu', reason: 'the only one asked for' } };
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
        scores: await runSession(loaded.session, loaded.model, request.data),
      };
    }
  }
}

const failed = (error: unknown): Reply => ({
  kind: 'failed',
  code: error instanceof DetectError ? error.code : 'model',
  message: error instanceof Error ? error.message : String(error),
});

process.on('message', (request: Request) => {
  answer(request)
    .catch(failed)
    .then((reply) => process.send?.(reply));
});
// The channel closes with the agent, however it ends: nobody is left to answer.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the agent decides when this process goes.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const ready: Ready = {
  kind: 'ready',
  backends: listSupportedBackends().map((backend) => backend.name),
};
process.send?.(ready);
