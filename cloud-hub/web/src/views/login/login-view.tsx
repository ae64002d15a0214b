import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Navigate, useSearchParams } from 'react-router';
import { useLogin, useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import classes from './login.module.css';

export function LoginView() {
  useDocumentTitle('Sign in · Lookout');
  const me = useMe();
  const login = useLogin();
  const [parameters] = useSearchParams();
  if (me.data) return <Navigate to={ownPath(parameters.get('next'))} replace />;

  const submit = (form: FormData) =>
    login.mutate({ name: text(form, 'name'), password: text(form, 'password') });
  return (
    <main className={classes.page}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <h1>Lookout</h1>
        <TextInput
          name="name"
          label="Name"
          autoComplete="username"
          autoCapitalize="none"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={login.isPending} fullWidth>
          Sign in
        </Button>
        {login.error !== null && <ErrorNotice what="Not signed in" error={login.error} />}
        <p className="small muted">
          The first administrator's password was printed once where the hub was started.
        </p>
      </form>
    </main>
  );
}

/** A path of this site only: an address elsewhere must not be reachable through a sign-in link. */
function ownPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}

function text(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === 'string' ? value : '';
}
