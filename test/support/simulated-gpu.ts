import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GpuState {
  /** Does it load models? */
  readonly there: boolean;
  /** Does it run them? */
  readonly runs: boolean;
  /** A run never ends, nor does anything else in its process. */
  readonly hangs: boolean;
  /** Leaves every node to the CPU and says nothing. */
  readonly lies: boolean;
}

/**
 * A build of onnxruntime-node with a CUDA that is simulated: the CPU computes and the record of a run names
 * the GPU. It fails when it is told to, in processes that run already too.
 */
export class SimulatedGpu {
  private readonly stateFile: string;

  /** @param folder where the package is written: `runtime.onnxruntime` */
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.stateFile = join(folder, 'state.json');
    this.set({});
    writeFileSync(join(folder, 'package.json'), '{"main":"main.cjs"}');
    const own = fileURLToPath(import.meta.resolve('onnxruntime-node'));
    writeFileSync(join(folder, 'main.cjs'), source(own, this.stateFile));
  }

  /** What is not said is well. */
  set(state: Partial<GpuState>): void {
    const whole: GpuState = { there: true, runs: true, hangs: false, lies: false, ...state };
    writeFileSync(this.stateFile, JSON.stringify(whole));
  }
}

const source = (own: string, stateFile: string): string => `
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const ort = require(${JSON.stringify(own)});
const state = () => JSON.parse(readFileSync(${JSON.stringify(stateFile)}, 'utf8'));
const nameOf = (provider) => (typeof provider === 'string' ? provider : provider.name);

/** As if the GPU had run the nodes. */
function rename(prefix) {
  for (const name of readdirSync(dirname(prefix))) {
    if (!name.startsWith(basename(prefix))) continue;
    const file = join(dirname(prefix), name);
    const record = readFileSync(file, 'utf8');
    writeFileSync(file, record.replaceAll('CPUExecutionProvider', 'CUDAExecutionProvider'));
  }
}

async function create(file, options) {
  if (!options.executionProviders.map(nameOf).includes('cuda'))
    return ort.InferenceSession.create(file, options);
  if (!state().there) throw new Error('CUDA failure 100: no CUDA-capable device is detected');
  const session = await ort.InferenceSession.create(file, { ...options, executionProviders: ['cpu'] });
  const run = session.run.bind(session);
  const end = session.endProfiling.bind(session);
  session.run = async (...args) => {
    if (!state().runs) throw new Error('CUDA failure 999: unknown error');
    if (state().hangs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return run(...args);
  };
  session.endProfiling = () => {
    end();
    if (!state().lies) rename(options.profileFilePrefix);
  };
  return session;
}

module.exports = {
  ...ort,
  InferenceSession: { create },
  listSupportedBackends: () => [{ name: 'cpu', bundled: true }, { name: 'cuda', bundled: true }],
};
`;
