import type { Alert } from '@lookout/shared/protocol/rest';
import { useState } from 'react';

/** Tells a screen reader of each new alert, and of nothing else: not of an older one that is left over. */
export function AlertAnnouncer({ latest }: { readonly latest: Alert | null }) {
  const [told, setTold] = useState(latest);
  if (latest !== null && latest.receivedAt > (told?.receivedAt ?? 0)) setTold(latest);
  return (
    <div aria-live="polite" className="visually-hidden">
      {told !== null && `${told.priority} alert, ${told.device}: ${told.what}`}
    </div>
  );
}
