import { Navigate, Outlet, useLocation } from 'react-router';
import { LiveProvider } from '../../api/live-context.tsx';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { KeysProvider } from '../../components/keys.tsx';
import classes from './login.module.css';

/** Everything behind it has someone signed in and one live line. */
export function SessionGate() {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.data === null) {
    const next = encodeURIComponent(pathname + search);
    return <Navigate to={`/login?next=${next}`} replace />;
  }
  if (me.data === undefined) {
    const error = me.error ?? me.failureReason;
    return (
      <main className={classes.page}>
        {error !== null && <ErrorNotice what="Lookout cannot be reached" error={error} />}
      </main>
    );
  }
  return (
    <LiveProvider key={me.data.id}>
      <KeysProvider>
        <Outlet />
      </KeysProvider>
    </LiveProvider>
  );
}
