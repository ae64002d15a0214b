import type { ReactNode } from 'react';
import classes from './tabs.module.css';

interface TabsProps {
  readonly label: string;
  /** Beside charts, whose text is small too. */
  readonly small?: boolean;
  /** Links, of which one is current, or buttons, of which one is pressed. */
  readonly children: ReactNode;
}

export function Tabs({ label, small = false, children }: TabsProps) {
  return (
    <nav aria-label={label} className={classes.tabs} data-small={small}>
      {children}
    </nav>
  );
}
