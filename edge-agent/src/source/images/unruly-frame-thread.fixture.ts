import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { ReadRequest } from './frame-reader.ts';

// Beside the real thread, on the same messages: a picture's name says what it does to the thread.

parentPort?.on('message', (request: ReadRequest | null) => {
  const name = request === null ? '' : basename(request.path);
  if (name.startsWith('deadly')) throw new Error('a decoder of this name');
  if (name.startsWith('greedy')) takeAll();
  if (name.startsWith('endless')) for (;;);
});

/** Up to the thread's own limit. */
function takeAll(): void {
  const taken: object[] = [];
  for (;;) taken.push({ taken: taken.length });
}

await import('./frame-thread.ts');
