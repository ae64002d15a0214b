import { useQuery } from '@tanstack/react-query';
import { fetchSwitches } from '../../../api/placements.ts';
import { plural } from '../../../components/format.ts';
import { useNow } from '../../../components/ticker.ts';
import type { PlacementCounts } from '../placement-rows.ts';
import classes from './map.module.css';
import { SwitchBars } from './switch-bars.tsx';

const hourMs = 3_600_000;
const hoursShown = 24;

/** How many run where, and how often anything was switched in the last day. */
export function PlacementCountsLine({ counts }: { readonly counts: PlacementCounts }) {
  const to = Math.ceil(useNow() / hourMs) * hourMs;
  const from = to - hoursShown * hourMs;
  const rate = useQuery({
    queryKey: ['placement-switches', from, to],
    queryFn: ({ signal }) => fetchSwitches(from, to, signal),
    refetchInterval: 60_000,
  });
  return (
    <div className={classes.counts}>
      <Count value={counts.cpu} text="on the CPU" kind="cpu" />
      <Count value={counts.gpu} text="on the GPU" kind="gpu" />
      <Count
        value={counts.problems}
        text={counts.problems === 1 ? 'with a problem' : 'with problems'}
        kind="problem"
      />
      <figure className={classes.switches}>
        <figcaption className="small muted">
          {plural(counts.switches, 'switch', 'switches')} in the last hour; by the hour, last day
        </figcaption>
        <SwitchBars hours={rate.data?.hours ?? []} count={hoursShown} />
      </figure>
    </div>
  );
}

interface CountProps {
  readonly value: number;
  readonly text: string;
  readonly kind: 'cpu' | 'gpu' | 'problem';
}

function Count({ value, text, kind }: CountProps) {
  return (
    <span className={classes.count} data-kind={kind} data-any={value > 0}>
      <span className={classes.cell} data-runs={kind} data-problem={kind === 'problem'} />
      <strong>{value}</strong> {text}
    </span>
  );
}
