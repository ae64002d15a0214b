import { NavLink } from 'react-router';
import classes from '../../components/tabs.module.css';

/** The machines, and what runs on which of their processors. */
export function FleetTabs() {
  return (
    <nav aria-label="Fleet" className={classes.tabs}>
      <NavLink to="/fleet" end>
        Devices
      </NavLink>
      <NavLink to="/fleet/placement">CPU or GPU</NavLink>
    </nav>
  );
}
