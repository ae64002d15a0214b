import type { RolloutPreview } from '@lookout/shared/protocol/rollouts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { previewRollout } from '../../../api/rollouts.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { plural } from '../../../components/format.ts';
import classes from './new-rollout.module.css';
import type { Planned } from './plan-draft.ts';

/** Typing is over when nothing has changed for so long. */
const settledMs = 400;
const shownAtMost = 200;

/** Who would be in which wave, as the hub sees the fleet now. */
export function Preview({ planned }: { readonly planned: Planned }) {
  const plan = 'plan' in planned ? planned.plan : null;
  const [text] = useDebouncedValue(JSON.stringify(plan), settledMs);
  const preview = useQuery({
    queryKey: ['rollout-preview', text],
    queryFn: ({ signal }) => previewRollout(JSON.parse(text), signal),
    enabled: plan !== null && text !== 'null',
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <section className={classes.preview} aria-label="Preview" aria-live="polite">
      <h2>Who is in which wave</h2>
      {'problem' in planned && <p className="muted">{planned.problem}</p>}
      {'plan' in planned && preview.error !== null && (
        <ErrorNotice what="This cannot be rolled out" error={preview.error} />
      )}
      {'plan' in planned && preview.error === null && preview.data !== undefined && (
        <Waves preview={preview.data} />
      )}
    </section>
  );
}

function Waves({ preview: { waves, left } }: { readonly preview: RolloutPreview }) {
  const total = waves.reduce((sum, { members }) => sum + members.length, 0);
  return (
    <>
      {total === 0 && <p>Nobody: no asset fits the release and the target.</p>}
      <ol className={classes.previewWaves}>
        {waves.map(({ name, members }) => {
          const away = members.filter(({ tail }) => tail).length;
          return (
            <li key={name}>
              <details open={members.length > 0 && members.length <= 3}>
                <summary>
                  <strong>{name}</strong> {plural(members.length, 'asset')}
                  {away > 0 && <span className="muted">, {away} away</span>}
                </summary>
                <ul>
                  {members.slice(0, shownAtMost).map(({ device, stream, site, variant, tail }) => (
                    <li key={`${device}/${stream}`}>
                      {device} {stream}{' '}
                      <span className="muted">
                        {site}, {variant}
                        {tail && ', away: comes later'}
                      </span>
                    </li>
                  ))}
                  {members.length > shownAtMost && (
                    <li className="muted">and {members.length - shownAtMost} more</li>
                  )}
                </ul>
              </details>
            </li>
          );
        })}
      </ol>
      {left.length > 0 && (
        <details>
          <summary>{plural(left.length, 'asset')} left out</summary>
          <ul>
            {left.slice(0, shownAtMost).map(({ device, stream, reason }) => (
              <li key={`${device}/${stream}`}>
                {device} {stream} <span className="muted">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
