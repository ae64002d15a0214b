import { useDisclosure, useDocumentTitle } from '@mantine/hooks';
import { NavLink, Outlet, useNavigate } from 'react-router';
import { useMe } from '../api/session.ts';
import { AlertAnnouncer } from './alert-announcer.tsx';
import { HelpOverlay } from './help-overlay.tsx';
import { useKeys } from './keys.tsx';
import { LiveIndicator, NotLiveBanner } from './live-line.tsx';
import { PriorityMark } from './priority-mark.tsx';
import classes from './shell.module.css';
import { type Unacknowledged, useUnacknowledged } from './use-unacknowledged.ts';
import { UserMenu } from './user-menu.tsx';

/** Header, navigation and the live line around every screen. */
export function Shell() {
  const me = useMe().data;
  const navigate = useNavigate();
  const [helpOpened, help] = useDisclosure(false);
  const unacknowledged = useUnacknowledged();
  const admin = me?.role === 'admin';

  useDocumentTitle(unacknowledged.count > 0 ? `(${unacknowledged.count}) Lookout` : 'Lookout');
  useKeys([
    { keys: 'g o', label: 'Go to the overview', run: () => navigate('/') },
    { keys: 'g a', label: 'Go to the alerts', run: () => navigate('/alerts') },
    { keys: 'g d', label: 'Go to the devices', run: () => navigate('/fleet') },
    { keys: 'g m', label: 'Go to the models', run: () => navigate('/models') },
    { keys: 'g r', label: 'Go to the rollouts', run: () => navigate('/rollouts') },
    { keys: 'g s', label: 'Go to the data sets', run: () => navigate('/datasets') },
    ...(admin ? [{ keys: 'g u', label: 'Go to the users', run: () => navigate('/users') }] : []),
    { keys: '?', label: 'Show these keys', run: help.toggle },
  ]);

  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.header}>
        <span className={classes.brand}>Lookout</span>
        <nav aria-label="Main" className={classes.nav}>
          <NavLink to="/" end className={classes.link}>
            Overview
          </NavLink>
          <NavLink to="/alerts" className={classes.link}>
            Alerts
            <Badge {...unacknowledged} />
          </NavLink>
          <NavLink to="/fleet" className={classes.link}>
            Fleet
          </NavLink>
          <NavLink to="/models" className={classes.link}>
            Models
          </NavLink>
          <NavLink to="/rollouts" className={classes.link}>
            Rollouts
          </NavLink>
          <NavLink to="/datasets" className={classes.link}>
            Data sets
          </NavLink>
          {admin && (
            <NavLink to="/users" className={classes.link}>
              Users
            </NavLink>
          )}
        </nav>
        <LiveIndicator />
        <UserMenu onHelp={help.open} />
      </header>
      <NotLiveBanner />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <AlertAnnouncer latest={unacknowledged.latest} />
      <HelpOverlay opened={helpOpened} onClose={help.close} />
    </div>
  );
}

function Badge({ count, worst }: Unacknowledged) {
  return (
    <span className={classes.badge} data-any={count > 0} data-testid="unacknowledged-count">
      {worst !== null && <PriorityMark priority={worst} size={12} />}
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{count} not acknowledged</span>
    </span>
  );
}
