import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import type { CommandStep } from '../../components/command-steps.tsx';

/** From nothing to a signed release. */
export const firstReleaseSteps: readonly CommandStep[] = [
  {
    command: 'npx lookout keys init',
    effect:
      'Once: makes the root and the release key, and publishes the list that devices believe. Keep both keys off the hub.',
  },
  {
    command: 'npx lookout release --bundle detectors/pump --model pump --version 1.0.0',
    effect: 'Uploads a bundle, makes a release of it and signs it with the release key.',
  },
];

/** Under this name the manifest is carried to the machine with the key. */
export const manifestFile = ({ model, version }: ReleaseManifest): string =>
  `${model}-${version}.manifest.json`;

export const signStep = (manifest: ReleaseManifest): CommandStep => ({
  command: `npx lookout keys sign --key release.key ${manifestFile(manifest)}`,
  effect: 'On the machine that holds the release key: writes the signature beside the manifest.',
});
