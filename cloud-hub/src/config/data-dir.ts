import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where a clone keeps its data: `.lookout` inside it. As root, PostgreSQL runs under another user, who must be
 * able to walk to the folder; under a private parent (such as /root) it lies in /var/lib instead, named by the
 * clone's path so that two clones never share one.
 */
export function defaultDataDir(
  cloneDir: string,
  isRoot: boolean,
  isReachable: (dir: string) => boolean = everyoneCanReach,
): string {
  if (!isRoot || isReachable(cloneDir)) return join(cloneDir, '.lookout');
  const name = createHash('sha256').update(cloneDir).digest('hex').slice(0, 16);
  return join('/var/lib/lookout', name);
}

/** True when every user may walk to `path` itself: each existing folder on the way has its others' x bit. */
export function everyoneCanReach(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat?.isDirectory() && (stat.mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
