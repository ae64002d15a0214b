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

const screens = [
  { to: '/', keys: 'g o', label: 'Overview', admin: false },
  { to: '/alerts', keys: 'g a', label: 'Alerts', admin: false },
  { to: '/fleet', keys: 'g d', label: 'Fleet', admin: false },
  { to: '/models', keys: 'g m', label: 'Models', admin: false },
  { to: '/rollouts', keys: 'g r', label: 'Rollouts', admin: false },
  { to: '/datasets', keys: 'g s', label: 'Data sets', admin: false },
  { to: '/users', keys: 'g u', label: 'Users', admin: true },
] as const;

/** Header, navigation and the live line around every screen. */
export function Shell() {
  const me = useMe().data;
  const navigate = useNavigate();
  const [helpOpened, help] = useDisclosure(false);
  const unacknowledged = useUnacknowledged();
  const admin = me?.role === 'admin';

  useDocumentTitle(unacknowledged.count > 0 ? `(${unacknowledged.count}) Lookout` : 'Lookout');
  useKeys([
    ...screens
      .filter((screen) => admin || !screen.admin)
      .map(({ keys, label, to }) => ({
        ...{ keys, label: `Go to the ${label.toLowerCase()}` },
        run: () => navigate(to),
      })),
    { keys: '?', label: 'Show these keys', run: help.toggle },
  ]);

  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.header}>
        <span className={classes.brand}>Lookout</span>
        <MainNav admin={admin} unacknowledged={unacknowledged} />
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

interface MainNavProps {
  readonly admin: boolean;
  readonly unacknowledged: Unacknowledged;
}

function MainNav({ admin, unacknowledged }: MainNavProps) {
  return (
    <nav aria-label="Main" className={classes.nav}>
      {screens
        .filter((screen) => admin || !screen.admin)
        .map(({ to, label }) => (
          <NavLink key={to} to={to} end={to === '/'} className={classes.link}>
            {label}
            {to === '/alerts' && <Badge {...unacknowledged} />}
          </NavLink>
        ))}
    </nav>
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
