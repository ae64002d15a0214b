import type { RolloutMember, WaveProgress } from '@lookout/shared/protocol/rollouts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Link } from 'react-router';
import { Age } from '../../../components/age.tsx';
import { ProgressBar } from '../../../components/progress-bar.tsx';
import list from '../../../components/rows.module.css';
import { useFocusKeys } from '../../../components/use-focus-keys.ts';
import { isTrouble, standText } from './member-rows.ts';
import classes from './rollout.module.css';

const rowPx = 32;

interface MemberTableProps {
  readonly rows: readonly RolloutMember[];
  readonly waves: readonly WaveProgress[];
  /** What is said where there are none. */
  readonly nothing: string;
}

/** Thousands of members; only the rows in sight are in the page, a row with a reason is taller. */
export function MemberTable({ rows, waves, nothing }: MemberTableProps) {
  const scroller = useFocusKeys<HTMLDivElement>('member');
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : `${row.device}/${row.stream}`;
    },
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  return (
    <div ref={scroller} className={classes.scroller}>
      <ul className={classes.memberList} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={classes.member}
              data-trouble={isTrouble(row.state)}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Member member={row} wave={waves[row.wave]?.name ?? ''} />
            </li>
          );
        })}
      </ul>
      {rows.length === 0 && <p className={list.nothing}>{nothing}</p>}
    </div>
  );
}

function Member({ member, wave }: { readonly member: RolloutMember; readonly wave: string }) {
  const { device, stream, site, variant, since, reason, haveBytes, totalBytes, phase } = member;
  return (
    <>
      <Link
        to={`/devices/${device}?stream=${stream}`}
        className={classes.device}
        data-focus="member"
      >
        {device} <span className={classes.stream}>{stream}</span>
      </Link>
      <span className="muted">{site}</span>
      <span className="muted">{wave}</span>
      <span className={classes.stand}>{standText(member)}</span>
      <span className={classes.since}>
        <Age at={since} />
      </span>
      {phase === 'DOWNLOADING' && member.state === 'installing' && totalBytes > 0 && (
        <ProgressBar className={classes.bar} max={totalBytes} value={haveBytes} label="Download" />
      )}
      {reason !== null && (
        <span className={classes.reason}>
          {reason.text}
          {variant !== null && <span className="muted"> ({variant})</span>}
        </span>
      )}
    </>
  );
}
