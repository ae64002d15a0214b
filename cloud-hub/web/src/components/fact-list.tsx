import type { ReactNode } from 'react';
import classes from './fact-list.module.css';

/** Name and value. */
export type FactOf = readonly [string, ReactNode];

interface FactListProps {
  readonly facts: readonly FactOf[];
  /** How they stand beside each other. */
  readonly className?: string | undefined;
}

/** Values, each under its name. */
export const FactList = ({ facts, className = '' }: FactListProps) => (
  <dl className={`${classes.facts} ${className}`}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
