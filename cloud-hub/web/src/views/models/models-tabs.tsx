import { NavLink } from 'react-router';
import classes from '../../components/tabs.module.css';

/** How detectors come about, and those that can be rolled out. */
export function ModelsTabs() {
  return (
    <nav aria-label="Models" className={classes.tabs}>
      <NavLink to="/models" end>
        Jobs
      </NavLink>
      <NavLink to="/models/releases">Releases</NavLink>
    </nav>
  );
}
