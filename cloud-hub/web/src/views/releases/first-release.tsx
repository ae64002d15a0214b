import type { ReactNode } from 'react';
import { CommandSteps } from '../../components/command-steps.tsx';
import classes from './releases.module.css';
import { firstReleaseSteps } from './signing-commands.ts';

interface FirstReleaseProps {
  readonly title: string;
  readonly lead: string;
  /** Where one is made by hand. */
  readonly byHand: ReactNode;
}

/** Without a release there is nothing to roll out: the way to the first one. */
export function FirstRelease({ title, lead, byHand }: FirstReleaseProps) {
  return (
    <section className={classes.first}>
      <h2>{title}</h2>
      <p>{lead}</p>
      <p>
        Devices take a release only when it is signed by a key that they know. The first one comes
        about like this, or {byHand}:
      </p>
      <CommandSteps steps={firstReleaseSteps} />
    </section>
  );
}
