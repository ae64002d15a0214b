import type { Feed } from './feeds.ts';
import type { EngineSession } from './timing-job.ts';

/** A session of onnxruntime-node as far as timing goes; each side opens its own. */
interface RuntimeSession<Tensor> {
  readonly inputMetadata: readonly ({ readonly name: string } & (
    | { readonly isTensor: false }
    | {
        readonly isTensor: true;
        readonly type: string;
        readonly shape: readonly (number | string)[];
      }
  ))[];
  run(tensors: Readonly<Record<string, Tensor>>): Promise<unknown>;
}

export const engineSession = <Tensor>(
  session: RuntimeSession<Tensor>,
  tensorOf: (feed: Feed) => Tensor,
): EngineSession => ({
  inputs: session.inputMetadata.map((input) => ({
    name: input.name,
    type: input.isTensor ? input.type : 'no tensor',
    shape: input.isTensor ? input.shape : [],
  })),
  prepare(feeds) {
    const tensors = Object.fromEntries(feeds.map((feed) => [feed.name, tensorOf(feed)]));
    return () => session.run(tensors);
  },
});

/** The high-water mark of resident memory in Linux's /proc/PID/status, in bytes; null: it does not say. */
export function peakRssIn(status: string): number | null {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
