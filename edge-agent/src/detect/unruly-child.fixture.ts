import { existsSync, writeFileSync } from 'node:fs';
import type { Ready, Reply, Request } from './child-protocol.ts';
import { dieAlways, dieOnce, hang, slow, slowMs, slowToLoad } from './unruly.fixture.ts';

// A child process that answers like the real one, unless a window asks for trouble.
// `digest` is a path: what must happen once leaves a file there.

const once = (path: string): boolean => {
  if (existsSync(path)) return false;
  writeFileSync(path, '');
  return true;
};

function answer(request: Request): Reply | null {
  if (request.kind === 'load') {
    const { provider } = request.model;
    return { kind: 'loaded', provider: { provider, reason: 'toy' } };
  }
  if (request.kind === 'unload') return { kind: 'unloaded' };
  const { data, digest } = request;
  if (data.includes(hang)) return null;
  if (data.includes(dieAlways) || (data.includes(dieOnce) && once(digest)))
    process.kill(process.pid, 'SIGKILL');
  return {
    kind: 'scores',
    scores: {
      score: data,
      channelError: data,
      latentKl: data,
      rebuilt: { expected: data, worstValue: data, worstExpected: data },
      latencyUs: data.length,
    },
  };
}

const isSlow = (request: Request): boolean =>
  (request.kind === 'load' && request.model.digest === slowToLoad) ||
  (request.kind === 'run' && request.data.includes(slow));

process.on('message', (request: Request) => {
  const reply = answer(request);
  if (reply === null) return;
  if (isSlow(request)) setTimeout(() => process.send?.(reply), slowMs);
  else process.send?.(reply);
});
process.on('disconnect', () => process.exit(0));
const ready: Ready = { kind: 'ready', backends: ['cpu', 'webgpu'] };
process.send?.(ready);
