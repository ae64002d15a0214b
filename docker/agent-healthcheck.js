// Exit status 0 while the agent renews the file `alive` in its data folder, as it does every 5 s.
import { statSync } from 'node:fs';

const file = '/data/alive';
const oldestMs = 30_000;

const ageMs = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
if (ageMs > oldestMs) {
  console.error(
    `${file} was not renewed within ${oldestMs / 1000} s: the agent hangs or has not started`,
  );
  process.exitCode = 1;
}
