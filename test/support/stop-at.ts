import { writeSync } from 'node:fs';

// Preloaded into a program (`node --import`): when it has written a line that ends as `#...` of this file's URL
// says, it stops as it stands, SIGSTOP, before it does anything else. Whoever started it sees the line, and kills
// it, or lets it go on when something has happened meanwhile.
const end = decodeURIComponent(new URL(import.meta.url).hash.slice(1));
let isArmed = end !== '';

const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (text: string | Uint8Array, ...more: unknown[]): boolean => {
  if (!isArmed || !String(text).trimEnd().endsWith(end))
    return Reflect.apply(write, null, [text, ...more]);
  isArmed = false;
  // At once, past the stream: the program does not live to do it later.
  writeSync(process.stderr.fd, text instanceof Uint8Array ? Buffer.from(text) : Buffer.from(text));
  process.kill(process.pid, 'SIGSTOP');
  for (const one of more) if (typeof one === 'function') one();
  return true;
};
