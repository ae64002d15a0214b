import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { signBytes, verifyingKey } from '@lookout/shared/bundle/signature';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import type {
  Assignment,
  KeyList,
  PublicKey,
  ReleaseManifest,
} from '@lookout/shared/protocol/signed-documents';

export const hourMs = 3_600_000;
/** When everything below was made. */
export const madeAt = 1_800_000_000_000;

export const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
export const keys = { root: newKey(), release: newKey(), assignment: newKey(), stranger: newKey() };

const derOf = (key: KeyObject): string =>
  verifyingKey(key).key.export({ type: 'spki', format: 'der' }).toString('base64');
export const publicKey = (key: KeyObject, name = 'someone'): PublicKey => ({
  ...{ id: verifyingKey(key).id, name, publicKey: derOf(key) },
});
export const rootKey = derOf(keys.root);

export const sign = (document: object, ...by: KeyObject[]): SignedDocument =>
  signBytes(Buffer.from(JSON.stringify(document)), by);

export const keyList = (change: Partial<KeyList> = {}): KeyList => ({
  ...{ format: 1, kind: 'keys', version: 1, createdAt: madeAt, expiresAt: madeAt + 1000 * hourMs },
  rootKeys: [publicKey(keys.root)],
  releaseKeys: [publicKey(keys.release)],
  assignmentKeys: [publicKey(keys.assignment)],
  ...change,
});

const file = (letter: string) => ({ sha256: letter.repeat(64), sizeBytes: 10 });
export const channels = [
  { name: 'pressure', unit: 'bar' },
  { name: 'flow', unit: null },
];
export const release = (change: Partial<ReleaseManifest> = {}): ReleaseManifest => ({
  ...{ format: 1, kind: 'release', model: 'press', version: '2', note: '' },
  ...{ createdAt: madeAt, expiresAt: madeAt + 100 * hourMs },
  input: { kind: 'series', windowLength: 16, periodMs: 500, channels },
  variants: [
    {
      name: 'cpu-int8',
      bundle: 'a'.repeat(64),
      files: {
        ...{ 'manifest.json': file('a'), 'model.onnx': file('b') },
        ...{ 'golden.json': file('c'), 'baselines.json': file('d') },
      },
      providers: ['cpu'],
      thresholds: { raiseLevel: 6, clearLevel: 3, falseAlarmRate: 0.01, alarmsPerDay: null },
      evaluation: null,
    },
  ],
  lineage: { parent: null, job: null, stages: [], data: [] },
  ...change,
});

export const assignment = (change: Partial<Assignment> = {}): Assignment => ({
  ...{ format: 1, kind: 'assignment', device: 'press-1', stream: 'loop', sequence: 5 },
  ...{ issuedAt: madeAt, expiresAt: madeAt + 10 * hourMs },
  ...{ release: null, variant: 'cpu-int8', rollout: null, revert: false },
  install: {
    ...{ shadowWindows: 0, trialWindows: 0, maxInstallMs: 1000, minAgreement: null },
    ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
  },
  ...change,
});

/** A wish for a release, signed as it should be unless something else is given. */
export function wishFor(
  manifest: ReleaseManifest,
  change: Partial<Assignment> = {},
  signed: SignedDocument = sign(manifest, keys.release),
): ReleaseWish {
  const id = sha256Hex(Buffer.from(JSON.stringify(manifest)));
  const document = assignment({ release: id, ...change });
  return { assignment: sign(document, keys.assignment), release: signed, hold: false };
}
