import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { askWhatIf } from '../../../api/placements.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { FleetTabs } from '../../fleet/fleet-tabs.tsx';
import classes from '../placement.module.css';
import own from './what-if.module.css';
import { type Question, WhatIfForm } from './what-if-form.tsx';
import { WhatIfResult } from './what-if-result.tsx';

const mostWaitMs = 60_000;

/** What would this policy have chosen with the load of the last day? */
export function WhatIfView() {
  const ask = useMutation({
    mutationFn: (question: Question) => askWhatIf(question, AbortSignal.timeout(mostWaitMs)),
  });
  const result = useRef<HTMLDivElement>(null);
  // On a phone the answer is below the form.
  useEffect(() => {
    const top = result.current?.getBoundingClientRect().top ?? 0;
    if (ask.data !== undefined && top > window.innerHeight / 2) result.current?.scrollIntoView();
  }, [ask.data]);
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>What if</h1>
        <FleetTabs />
      </header>
      <div className={own.columns}>
        <WhatIfForm busy={ask.isPending} onAsk={ask.mutate} />
        <div className={own.result} aria-live="polite" ref={result}>
          {ask.error !== null && <ErrorNotice what="Not compared" error={ask.error} />}
          {ask.data === undefined && ask.error === null && (
            <p className="muted">Choose a policy and compare it with what was.</p>
          )}
          {ask.data !== undefined && <WhatIfResult report={ask.data} />}
        </div>
      </div>
    </div>
  );
}
