import { z } from 'zod';

/** Names that ONNX Runtime gives its execution providers, and those that a session is asked with. */
const askedNames: Readonly<Record<string, string>> = {
  CPUExecutionProvider: 'cpu',
  CUDAExecutionProvider: 'cuda',
  TensorrtExecutionProvider: 'tensorrt',
  WebGpuExecutionProvider: 'webgpu',
  CoreMLExecutionProvider: 'coreml',
  DmlExecutionProvider: 'dml',
};

const NodeEvent = z.object({
  cat: z.literal('Node'),
  name: z.string().endsWith('_kernel_time'),
  args: z.object({ provider: z.string() }),
});

/**
 * Which provider ran how many nodes, from the file that ONNX Runtime writes with `enableProfiling` (Chrome
 * trace events): the only proof, for a provider that cannot take a node leaves it to the CPU silently.
 * @param events the parsed file
 */
export function placementOf(events: unknown): Record<string, number> {
  const nodes = new Map<string, Set<string>>();
  for (const event of Array.isArray(events) ? events : []) {
    const { success, data } = NodeEvent.safeParse(event);
    if (!success) continue;
    const provider = askedNames[data.args.provider] ?? data.args.provider;
    nodes.set(provider, (nodes.get(provider) ?? new Set()).add(data.name)); // a node runs many times
  }
  return Object.fromEntries([...nodes].map(([provider, names]) => [provider, names.size]));
}

/** What the placement of a session asked for a provider comes to. */
export interface PlacementVerdict {
  readonly fellBack: boolean;
  /** Null where every node ran where it was asked to. */
  readonly words: string | null;
}

export function judgePlacement(
  asked: string,
  nodes: Readonly<Record<string, number>>,
): PlacementVerdict {
  const own = nodes[asked] ?? 0;
  const all = Object.values(nodes).reduce((sum, count) => sum + count, 0);
  if (own === all && all > 0) return { fellBack: false, words: null };
  const others = Object.entries(nodes).filter(([provider]) => provider !== asked);
  const where = others.map(([provider, count]) => `${count} on ${provider}`).join(', ');
  if (own === 0)
    return {
      fellBack: true,
      words: `ran none of ${all} nodes on ${asked} (${where || 'no record'})`,
    };
  return { fellBack: false, words: `${own} of ${all} nodes ran on ${asked}, ${where}` };
}
