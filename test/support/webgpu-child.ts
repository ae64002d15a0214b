import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placementOf } from '@lookout/shared/profile/node-placement';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

// Runs one model on the CPU and on WebGPU, in a process of its own: a driver is loaded when it starts.

const Job = z.object({
  model: z.string(),
  shape: z.array(z.int()),
  window: z.array(z.number()),
  folder: z.string(),
});

async function run(job: z.infer<typeof Job>, provider: 'cpu' | 'webgpu') {
  const profile = { enableProfiling: true, profileFilePrefix: join(job.folder, provider) };
  const session = await InferenceSession.create(job.model, {
    executionProviders: [provider],
    logSeverityLevel: 3,
    ...profile,
  });
  const input = new Tensor('float32', Float32Array.from(job.window), job.shape);
  const results = await session.run({ input });
  session.endProfiling();
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

const job = Job.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const [cpu, webgpu] = [await run(job, 'cpu'), await run(job, 'webgpu')];
const record = readdirSync(job.folder).find((name) => name.startsWith('webgpu')) ?? '';
const nodes = placementOf(JSON.parse(readFileSync(join(job.folder, record), 'utf8')));
process.stdout.write(JSON.stringify({ cpu, webgpu, nodes }));
