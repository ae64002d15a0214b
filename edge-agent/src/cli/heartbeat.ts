import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const everyMs = 5_000;

/**
 * Renews the file `alive` in the data folder while this process gets round to it: what looks from outside
 * (a container's health check) sees by its age that the agent hangs. A full disk must not end the agent.
 * @returns ends it
 */
export function startHeartbeat(dataDir: string): () => void {
  const beat = () => {
    try {
      writeFileSync(join(dataDir, 'alive'), '');
    } catch {
      // The file grows old, which is what it is for.
    }
  };
  beat();
  const timer = setInterval(beat, everyMs);
  return () => clearInterval(timer);
}
