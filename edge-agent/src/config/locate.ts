import { type Document, isMap, isNode, isScalar, LineCounter, type Node } from 'yaml';

export type KeyPath = readonly PropertyKey[];

/** `streams[0].source.url` */
export function keyText(path: KeyPath): string {
  let text = '';
  for (const part of path)
    text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${String(part)}`;
  return text === '' ? 'file' : text;
}

/** The line of a key, or of the nearest thing around it that is there; lines count from 1. */
export function lineOf(document: Document, lines: LineCounter, path: KeyPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = keyNode(document, path.slice(0, length));
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The key itself where there is one: a value may begin on the line below. */
function keyNode(document: Document, path: KeyPath): Node | null {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    if (pair && isNode(pair.key)) return pair.key;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node : null;
}
