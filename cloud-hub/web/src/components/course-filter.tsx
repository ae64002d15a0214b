import { useSearchParams } from 'react-router';
import classes from './course-filter.module.css';

const choices = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Under way' },
  { value: 'ended', label: 'Ended' },
] as const;

/** Of what runs for a while and ends, those that the address asks for. */
export function useInCourse<T>(items: readonly T[], isOpen: (item: T) => boolean): readonly T[] {
  const wanted = useSearchParams()[0].get('state') ?? 'all';
  return wanted === 'all' ? items : items.filter((item) => isOpen(item) === (wanted === 'open'));
}

interface CourseFilterProps {
  /** What it chooses from, for those who do not see it. */
  readonly label: string;
  /** How much is shown, in words. */
  readonly total: string;
}

/** All, those under way, or those that ended; the address keeps which. */
export function CourseFilter({ label, total }: CourseFilterProps) {
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get('state') ?? 'all';
  const show = (value: string) => {
    const next = new URLSearchParams(parameters);
    if (value === 'all') next.delete('state');
    else next.set('state', value);
    setParameters(next, { replace: true });
  };
  return (
    <div className={classes.filters} role="toolbar" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={classes.filter}
          aria-pressed={wanted === choice.value}
          onClick={() => show(choice.value)}
        >
          {choice.label}
        </button>
      ))}
      <output className={classes.total}>{total}</output>
    </div>
  );
}
