import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import type { CommandStep } from '../../components/command-steps.tsx';

/** From nothing to a signed release. */
export const firstReleaseSteps: readonly CommandStep[] = [
  {
    command: 'npx lookout keys init keys',
    effect:
      'Where the hub runs, once: makes a root and a release key, and the list of whom devices believe. Then take the two private keys off the hub.',
  },
  {
    command:
      'npx lookout release create --model pump --version 1.0.0 --variant cpu-fp32=detectors/pump --sign keys/release.pem',
    effect: 'Makes a release of a bundle and signs it.',
  },
];

/** Under this name the manifest is carried to the machine with the key. */
export const manifestFile = ({ model, version }: ReleaseManifest): string =>
  `${model}-${version}.json`.replace(/[^\w.-]+/g, '-');

/** Under this name the signature comes back. */
export const signatureFile = (manifest: ReleaseManifest): string =>
  manifestFile(manifest).replace(/\.json$/, '.signature.json');

export const signStep = (manifest: ReleaseManifest): CommandStep => ({
  command: `npx lookout keys sign ${manifestFile(manifest)} --key release.pem --out ${signatureFile(manifest)}`,
  effect: `Writes ${signatureFile(manifest)} beside it.`,
});
