import type { AlertPriority } from '@lookout/shared/protocol/records';
import classes from './priority-mark.module.css';

const shapes: Record<AlertPriority, string> = {
  high: 'M8 1.5 15 14H1Z',
  medium: 'M8 1 15 8 8 15 1 8Z',
  low: 'M8 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12Z',
};

/** Triangle, diamond or circle; filled until acknowledged, so that no colour is needed to read it. */
export function PriorityMark({
  priority,
  acknowledged = false,
  size = 14,
}: {
  readonly priority: AlertPriority;
  readonly acknowledged?: boolean;
  readonly size?: number;
}) {
  const label = `${priority} priority${acknowledged ? ', acknowledged' : ''}`;
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      role="img"
      aria-label={label}
      className={classes.mark}
      data-priority={priority}
      data-acknowledged={acknowledged}
    >
      <title>{label}</title>
      <path d={shapes[priority]} />
    </svg>
  );
}
