/**
 * Folders named by a README's room map: the lines of its fenced blocks that begin with a path, where an
 * indented path stands under the nearest shallower one (architecture.md, "The house").
 */
export function foldersOfRoomMap(readme: string): string[] {
  const folders: string[] = [];
  for (const [, block = ''] of readme.matchAll(/^```\w*\n([\s\S]*?)^```/gm)) {
    const parents: { indent: number; path: string }[] = [];
    for (const line of block.split('\n')) {
      const [, spaces, path] = /^( *)((?:[\w.-]+\/)+)(?=\s|$)/.exec(line) ?? [];
      if (spaces === undefined || path === undefined) continue;
      while ((parents.at(-1)?.indent ?? -1) >= spaces.length) parents.pop();
      const whole = `${parents.at(-1)?.path ?? ''}${path}`;
      parents.push({ indent: spaces.length, path: whole });
      folders.push(whole);
    }
  }
  return folders;
}
