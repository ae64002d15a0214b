import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

// Another program that uses the GPU: runs a model on it back to back until it is ended.
// `node gpu-hog.ts MODEL PROVIDER CHANNELS SIZE BATCH`

const [path = '', provider = '', channels, size, batch] = process.argv.slice(2);
const shape = [Number(batch), Number(channels), Number(size), Number(size)];
const session = await InferenceSession.create(readFileSync(path), {
  executionProviders: [provider],
  logSeverityLevel: 3,
});
const [input = ''] = session.inputNames;
const length = shape.reduce((product, side) => product * side, 1);
const feeds = { [input]: new Tensor('float32', new Float32Array(length).fill(0.5), shape) };
for (;;) await session.run(feeds);
