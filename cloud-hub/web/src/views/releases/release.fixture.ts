import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

const sha = (digit: string) => digit.repeat(64);
const file = (sizeBytes: number) => ({ sha256: sha('f'), sizeBytes });

export const variantOf = (given: Partial<ReleaseVariant> = {}): ReleaseVariant => ({
  ...{ name: 'cpu-fp32', bundle: sha('b'), providers: ['cpu'] },
  files: {
    'manifest.json': file(4 * 1024),
    'model.onnx': file(76 * 1024),
    'golden.json': file(2 * 1024),
    'baselines.json': file(2 * 1024),
  },
  thresholds: { raiseLevel: 4.2, clearLevel: 3, falseAlarmRate: 0.001, alarmsPerDay: null },
  evaluation: {
    ...{ auroc: 0.9341, aurocCi: [0.91, 0.95], vusPr: null, latencyP50Us: 61, latencyP99Us: 2_350 },
  },
  ...given,
});

export const manifestOf = (given: Partial<ReleaseManifest> = {}): ReleaseManifest => ({
  ...{ format: 1, kind: 'release', model: 'pump', version: '1.0.0', note: '' },
  ...{ createdAt: 1_000, expiresAt: 1_000_000 },
  input: {
    ...{ kind: 'series', windowLength: 10, periodMs: 500 },
    channels: [
      { name: 'pressure', unit: 'bar' },
      { name: 'flow', unit: null },
    ],
  },
  variants: [variantOf()],
  lineage: { parent: null, job: null, stages: ['train', 'measure'], data: [] },
  ...given,
});

export const releaseOf = (given: Partial<ReleaseSummary> = {}): ReleaseSummary => ({
  ...{ id: sha('a'), state: 'signed', manifest: manifestOf(), createdAt: 1_000 },
  ...{ createdBy: 'admin', signedAt: 2_000, signedBy: [sha('c')], inUse: 0 },
  ...given,
});
