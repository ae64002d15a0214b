import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import './detect/child.ts';
import type { Request } from './detect/child-protocol.ts';

// The real inference process, which a bundle called deadly ends as soon as it is run on a live window.

const deadly = new Map<string, number>();

process.on('message', (request: Request) => {
  if (request.kind === 'load') {
    const folder = dirname(request.model.path);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    if (manifest.name === 'deadly') deadly.set(request.model.digest, 0);
  }
  if (request.kind !== 'run') return;
  const runs = deadly.get(request.digest);
  if (runs === undefined) return;
  deadly.set(request.digest, runs + 1);
  // The golden windows come first, in one run.
  if (runs > 0) process.kill(process.pid, 'SIGKILL');
});
