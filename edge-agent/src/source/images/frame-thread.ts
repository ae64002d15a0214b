import { parentPort } from 'node:worker_threads';
import { lazyDecoder } from './decoder.ts';
import type { ReadRequest } from './frame-reader.ts';
import { type FrameRead, readFrame } from './read-frame.ts';

// A source's own thread: whatever takes time for each pixel is done in here, and the agent's loop goes on.

const port = parentPort;
if (port === null) throw new Error('it is run as a thread of the agent');
const decode = lazyDecoder();

let reading: Promise<void> = Promise.resolve();
port.on('message', (request: ReadRequest | null) => {
  // With nothing left to hear and nothing under way, the thread ends.
  if (request === null) port.close();
  else reading = reading.then(() => answer(request));
});

async function answer({ path, size }: ReadRequest): Promise<void> {
  const read = await readFrame(path, size, decode);
  port?.postMessage(read satisfies FrameRead, read.kind === 'frame' ? [read.frame.buffer] : []);
}
