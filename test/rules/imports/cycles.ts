/** Circles in a directed graph, each given once as the list of its nodes (Tarjan 1972). */
export function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const index = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (node: string): number => {
    const at = index.size;
    index.set(node, at);
    stack.push(node);
    let lowest = at;
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? at);
    }
    if (lowest === at) {
      const component = stack.splice(stack.indexOf(node));
      if (component.length > 1 || graph.get(node)?.has(node)) found.push(component.sort());
    }
    return lowest;
  };

  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
