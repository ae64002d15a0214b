import type { Adaptation } from '@lookout/shared/protocol/adaptations';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Age } from '../../../components/age.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import classes from './judging.module.css';
import { adaptationText, moveText } from './judging-text.ts';
import { useAdaptations } from './use-adaptations.ts';

const shownAtFirst = 4;

interface AdaptationListProps {
  readonly device: string;
  readonly stream: string;
}

/** Every move of the limit: by drift, on arrival at this machine, or by a person. */
export function AdaptationList({ device, stream }: AdaptationListProps) {
  const { list, error, more, loading, loadOlder } = useAdaptations(device, stream);
  const [all, setAll] = useState(false);
  if (error !== null) return <ErrorNotice what="Adaptations cannot be shown" error={error} />;
  const shown = all ? list : list?.slice(0, shownAtFirst);
  const hidden = (list?.length ?? 0) > (shown?.length ?? 0);
  return (
    <section aria-label="Adaptations">
      <h3 className={classes.subtitle}>
        Adaptations {list?.length === 0 && <span className="muted">none so far</span>}
      </h3>
      <ol className={classes.adaptations} data-all={all}>
        {shown?.map((adaptation) => (
          <Line key={adaptation.id} adaptation={adaptation} />
        ))}
      </ol>
      {(hidden || more) && (
        <Button
          size="compact-xs"
          variant="default"
          loading={loading}
          onClick={hidden ? () => setAll(true) : loadOlder}
        >
          Show older
        </Button>
      )}
    </section>
  );
}

function Line({ adaptation }: { readonly adaptation: Adaptation }) {
  const { at, reason, detail } = adaptation;
  return (
    <li title={detail}>
      <span>{adaptationText(adaptation)}</span>
      <span className="number muted">
        <Age at={at} />
      </span>
      <span className={`${classes.move} small muted`}>
        {reason === 'refused' ? detail : moveText(adaptation)}
      </span>
    </li>
  );
}
