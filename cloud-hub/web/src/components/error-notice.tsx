import { ApiFailure } from '../api/http.ts';
import classes from './error-notice.module.css';

/** What went wrong and what to do about it, in the place of what could not be shown. */
export function ErrorNotice({ error, what }: { readonly error: Error; readonly what: string }) {
  const remedy = error instanceof ApiFailure ? error.remedy : null;
  return (
    <div className={classes.notice} role="alert">
      <h2>{what}</h2>
      <p>{error.message}</p>
      {remedy !== null && <p className="muted">{remedy}</p>}
    </div>
  );
}
