import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { foldBatchNorms } from '../../cloud-hub/src/compression/import/fold-batch-norm.ts';
import { writeNetwork } from '../../cloud-hub/src/compression/network/network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  normalWindows,
  runNetwork,
} from '../../cloud-hub/src/compression/network/networks.fixture.ts';
import { asConv2d } from '../../cloud-hub/src/compression/network/rewrite-conv2d.ts';
import { asSubpixel } from '../../cloud-hub/src/compression/network/rewrite-subpixel.ts';
import { weightsOnly } from '../../cloud-hub/src/compression/quantize/weights-only.ts';
import { sourceExecArgv } from '../support/source-process.ts';
import { swiftShaderEnvironment } from '../support/swift-shader.ts';

// What a GPU is given, in float32 and on a Vulkan driver in software: it proves the operators and the
// results, never a speed. float16 fails on this driver; its parity is held on the CPU (float16.test.ts).

const Results = z.record(z.string(), z.array(z.number()));
const Reply = z.object({ cpu: Results, webgpu: Results, nodes: z.record(z.string(), z.int()) });
const child = fileURLToPath(new URL('../support/webgpu-child.ts', import.meta.url));
const environment = await swiftShaderEnvironment();

if (environment === null)
  process.stderr.write(
    'webgpu-parity: no SwiftShader for this machine; it ran where there is one.\n',
  );

const networks: [string, Network][] = [
  ['dense', denseNetwork()],
  ['dense with int8 weights', weightsOnly(denseNetwork())],
  ['conv1d', conv1dNetwork()],
  ['conv1d as images', asSubpixel(asConv2d(conv1dNetwork()))],
  ['conv2d', foldBatchNorms(conv2dNetwork())],
];

describe.each(networks)('%s', (_, network) => {
  const windows = normalWindows(network, 2);

  test('says on WebGPU what it says on the CPU, and runs there', async () => {
    if (environment === null) {
      const outputs = Object.values(await runNetwork(network, windows));
      expect(outputs).toHaveLength(Object.keys(network.outputs).length);
      expect(outputs.every((values) => values.every(Number.isFinite))).toBe(true);
      return;
    }
    const { cpu, webgpu, nodes } = await onBoth(network, windows, environment);
    expect(Object.keys(webgpu).sort()).toEqual(Object.keys(network.outputs).sort());
    for (const [name, values] of Object.entries(cpu)) {
      const size = Math.max(...values.map(Math.abs));
      const gaps = values.map((value, i) => Math.abs(value - (webgpu[name]?.[i] ?? Number.NaN)));
      expect(Math.max(...gaps) / size, name).toBeLessThan(2e-5);
    }
    expect(nodes.webgpu).toBeGreaterThan(0);
    expect(nodes.cpu ?? 0).toBe(0);
  });
});

async function onBoth(
  network: Network,
  windows: Float32Array,
  driver: Record<string, string>,
): Promise<z.infer<typeof Reply>> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-webgpu-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const model = join(folder, 'model.onnx');
  await writeFile(model, writeNetwork(network));
  const job = { model, shape: [2, ...network.input.shape], window: [...windows], folder };
  const order = join(folder, 'job.json');
  await writeFile(order, JSON.stringify(job));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...sourceExecArgv, child, order],
    { env: { ...process.env, ...driver }, maxBuffer: 64 * 1024 ** 2 },
  );
  return Reply.parse(JSON.parse(stdout));
}
