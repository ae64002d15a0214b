import { createRequire } from 'node:module';
import { join } from 'node:path';

/** ONNX Runtime's binding to Node. */
export type Runtime = typeof import('onnxruntime-node');

/**
 * The runtime that came with the agent, or another build of it: one made for a Jetson has CUDA and TensorRT.
 * @param folder of an `onnxruntime-node` package, absolute; undefined: our own
 * @throws Error in words when it is not there or cannot be loaded
 */
export async function loadRuntime(folder: string | undefined): Promise<Runtime> {
  if (folder === undefined) return import('onnxruntime-node');
  const remedy = `set runtime.onnxruntime to the folder of a built onnxruntime-node package, or leave it out`;
  let found: Runtime;
  try {
    found = createRequire(join(folder, 'package.json'))(folder);
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Error(`ONNX Runtime of runtime.onnxruntime cannot be loaded: ${line}; ${remedy}`);
  }
  if (typeof found.listSupportedBackends === 'function') return found;
  throw new Error(`${folder} of runtime.onnxruntime is no onnxruntime-node package; ${remedy}`);
}

/** Execution providers that a build has, by the names that a session is asked with. */
export const providersOf = (runtime: Runtime): readonly string[] =>
  runtime.listSupportedBackends().map(({ name }) => name);
