import { Button } from '@mantine/core';
import { useRouteError } from 'react-router';
import { ErrorNotice } from '../components/error-notice.tsx';

/** A screen that broke leaves the rest of the page standing. */
export function RouteError() {
  const thrown = useRouteError();
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return (
    <>
      <ErrorNotice what="This screen broke" error={error} />
      <Button variant="default" mt={12} onClick={() => window.location.reload()}>
        Reload
      </Button>
    </>
  );
}
