import { NavLink } from 'react-router';
import { Tabs } from '../../components/tabs.tsx';

/** How detectors come about, and those that can be rolled out. */
export function ModelsTabs() {
  return (
    <Tabs label="Models">
      <NavLink to="/models" end>
        Jobs
      </NavLink>
      <NavLink to="/models/releases">Releases</NavLink>
    </Tabs>
  );
}
