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
