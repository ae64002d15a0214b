import { NavLink } from 'react-router';
import { Tabs } from '../../components/tabs.tsx';

/** The machines, and what runs on which of their processors. */
export function FleetTabs() {
  return (
    <Tabs label="Fleet">
      <NavLink to="/fleet" end>
        Devices
      </NavLink>
      <NavLink to="/fleet/placement">CPU or GPU</NavLink>
    </Tabs>
  );
}
