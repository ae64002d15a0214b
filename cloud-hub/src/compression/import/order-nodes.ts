import { ImportError } from './import-error.ts';
import type { SourceGraph, SourceNode } from './source-graph.ts';

/**
 * The nodes that the wanted values need, each behind what it uses. Files should be in that order already
 * (onnx.proto, GraphProto), but functions written out, and some exporters, are not.
 * @throws ImportError `malformed` for a cycle, a hole, or a value that is computed twice
 */
export function orderNodes(graph: SourceGraph, wanted: readonly string[]): SourceNode[] {
  const makers = makersOf(graph);
  const given = new Set([...graph.constants.keys(), ...graph.inputs.map(({ name }) => name)]);
  const ordered: SourceNode[] = [];
  const done = new Set<SourceNode>();
  const open = new Set<SourceNode>();
  // A stack of our own: networks are deeper than the call stack.
  for (const root of wanted) {
    const stack: { name: string; leave: SourceNode | null }[] = [{ name: root, leave: null }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      if (top.leave) {
        open.delete(top.leave);
        done.add(top.leave);
        ordered.push(top.leave);
        continue;
      }
      if (top.name === '' || given.has(top.name)) continue;
      const node = makers.get(top.name);
      if (!node)
        throw new ImportError(
          'malformed',
          `nothing in the model computes "${top.name}": the file is damaged or cut apart`,
        );
      if (done.has(node)) continue;
      if (open.has(node))
        throw new ImportError(
          'malformed',
          `"${top.name}" (${node.op}) depends on itself: a cycle cannot be computed`,
        );
      open.add(node);
      stack.push({ name: top.name, leave: node });
      for (const name of node.inputs.toReversed()) stack.push({ name, leave: null });
    }
  }
  return ordered;
}

function makersOf({ nodes, constants, inputs }: SourceGraph): Map<string, SourceNode> {
  const taken = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  const makers = new Map<string, SourceNode>();
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name === '') continue;
      if (makers.has(name) || taken.has(name))
        throw new ImportError('malformed', `"${name}" is computed twice`);
      makers.set(name, node);
    }
  return makers;
}
