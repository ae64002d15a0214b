import classes from './progress-bar.module.css';

interface ProgressBarProps {
  /** Of what, where no text beside it says so. */
  readonly label?: string;
  readonly value: number;
  readonly max: number;
  /** Where it stands. */
  readonly className?: string | undefined;
}

export const ProgressBar = ({ label, className = '', value, max }: ProgressBarProps) => (
  <progress className={`${classes.bar} ${className}`} {...{ value, max }} aria-label={label} />
);
