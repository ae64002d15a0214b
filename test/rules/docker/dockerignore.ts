/** Whether a path of the checkout is left out of the build context: the last pattern that matches decides. */
export function isIgnored(path: string, dockerignore: string): boolean {
  const parts = path.split('/');
  const withParents = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  let ignored = false;
  for (const line of dockerignore.split('\n')) {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) continue;
    const keeps = pattern.startsWith('!');
    const matches = globToRegExp(keeps ? pattern.slice(1) : pattern);
    if (withParents.some((part) => matches.test(part))) ignored = !keeps;
  }
  return ignored;
}

/** Go's filepath.Match and Docker's `**`; unlike a shell's, `*` matches a leading dot. */
function globToRegExp(glob: string): RegExp {
  const source = glob
    .split('**/')
    .map((part) => part.replace(/[.+^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '[^/]*'))
    .join('(?:.*/)?');
  return new RegExp(`^${source}$`);
}
