import { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { noon } from './simulate.fixture.ts';
import type { Candidate } from './targets.ts';

const file = { sha256: 'c'.repeat(64), sizeBytes: 1 };
const variant = (name: string, providers: string[]) => ({
  ...{ name, bundle: 'b'.repeat(64), providers, evaluation: null },
  files: { 'manifest.json': file, 'model.onnx': file, 'golden.json': file, 'baselines.json': file },
  thresholds: { raiseLevel: 3, clearLevel: 2, falseAlarmRate: 0.01, alarmsPerDay: null },
});
/** A release of a pump's model for a GPU or a CPU. */
export const manifest = ReleaseManifest.parse({
  ...{ format: 1, kind: 'release', model: 'pump', version: '2', note: '' },
  ...{ createdAt: noon, expiresAt: noon + 1 },
  input: {
    ...{ kind: 'series', windowLength: 8, periodMs: 1000 },
    channels: [
      { name: 'flow', unit: 'l/s' },
      { name: 'current', unit: null },
    ],
  },
  variants: [variant('gpu-fp16', ['cuda']), variant('cpu-int8', ['cpu'])],
  lineage: { parent: null, job: null, stages: [], data: [] },
});

/** Online, and it can take the release. */
export const candidate = (device: string, given: Partial<Candidate> = {}): Candidate => ({
  ...{ device, stream: 'main', site: 'plant', labels: {}, providers: ['cpu'], release: null },
  unusableProviders: [],
  channels: manifest.input.channels,
  ...{ online: true, lastSeenAt: noon, revoked: false },
  ...given,
});
export const fleet = (count: number, given: Partial<Candidate> = {}) =>
  Array.from({ length: count }, (_, i) => candidate(`d${String(i).padStart(4, '0')}`, given));
