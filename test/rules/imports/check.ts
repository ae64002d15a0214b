import { cycles } from './cycles.ts';
import { isOpenFile, isRoot } from './houses.ts';
import { type Place, placeOf, resolve } from './place.ts';
import { readSource } from './read-source.ts';
import { type Edge, edgeRules, globalRules } from './rules.ts';

/** Sources by path from the repository root. */
export type Sources = ReadonlyMap<string, string>;

/** Every broken rule as one line: `file:line rule: what was found. How to mend it.` */
export function checkImports(sources: Sources): string[] {
  const found: string[] = [];
  const edges: Edge[] = [];
  for (const [file, source] of sources) {
    const from = placeOf(file);
    const facts = readSource(file, source);
    if (facts.barrel)
      found.push(
        `${file}:1 no barrels: it only re-exports. Import the file itself where it is needed.`,
      );
    for (const imported of facts.imports)
      edges.push({ from, to: resolve(file, imported.specifier), import: imported });
    for (const use of facts.globals)
      for (const rule of globalRules)
        if (rule.broken({ from, use }))
          found.push(`${file}:${use.line} ${rule.name}: ${use.name}. Mend: ${rule.mend}.`);
  }
  for (const edge of edges)
    for (const rule of edgeRules)
      if (rule.broken(edge)) found.push(describe(edge, rule.name, rule.mend));
  return [
    ...found,
    ...circles(edges, 'rooms', roomNode),
    ...circles(edges, 'files', fileNode),
  ].sort();
}

const describe = (
  { from, import: { line, specifier } }: Edge,
  name: string,
  mend: string,
): string => `${from.file}:${line} ${name}: '${specifier}'. Mend: ${mend}.`;

/** Events and guards hold no logic and are open to all: they make no circle of rooms. Nor do the entities that database lists. */
const roomNode = ({ from, to, import: { typeOnly } }: Edge): [string, string] | null => {
  if (to.kind !== 'file' || typeOnly || isRoot(from) || isRoot(to.place)) return null;
  if (isOpenFile(to.place) || to.place.file.endsWith('.entity.ts')) return null;
  return inSamePackage(from, to.place) && from.room !== to.place.room
    ? [`${from.pkg}/${from.room}`, `${to.place.pkg}/${to.place.room}`]
    : null;
};

const fileNode = ({ from, to, import: { typeOnly } }: Edge): [string, string] | null =>
  to.kind === 'file' && !typeOnly ? [from.file, to.place.file] : null;

const inSamePackage = (from: Place, to: Place): boolean =>
  from.pkg === to.pkg && !from.isTest && !to.isTest;

function circles(
  edges: readonly Edge[],
  kind: string,
  nodes: (edge: Edge) => [string, string] | null,
): string[] {
  const graph = new Map<string, Set<string>>();
  for (const edge of edges) {
    const [from, to] = nodes(edge) ?? [];
    if (from !== undefined && to !== undefined)
      graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  return cycles(graph).map(
    (circle) =>
      `no circle of ${kind}: ${circle.join(', ')}. Mend: move what both need into one of them, or emit a domain event.`,
  );
}
