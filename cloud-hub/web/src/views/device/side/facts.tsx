import type { ReactNode } from 'react';
import classes from './side.module.css';

interface FactsProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Below the facts. */
  readonly foot?: ReactNode;
}

export function Facts({ title, aside, children, foot }: FactsProps) {
  return (
    <section className={classes.block} aria-label={title}>
      <h2>
        {title} {aside}
      </h2>
      <dl className={classes.facts}>{children}</dl>
      {foot}
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly abnormal?: boolean;
  readonly children: ReactNode;
}

export function Fact({ name, abnormal = false, children }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd data-abnormal={abnormal}>{children}</dd>
    </>
  );
}
