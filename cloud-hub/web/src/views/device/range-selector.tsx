import { Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { absoluteText, clockText } from '../../components/age-text.ts';
import { Tabs } from '../../components/tabs.tsx';
import { useNow } from '../../components/ticker.ts';
import classes from './device.module.css';
import { panned, type Range, rangeFrom, spans, withRange, zoomed } from './range.ts';

/** Live, or back as far as a day; what was zoomed into can be moved and widened from the keyboard too. */
export function RangeSelector() {
  const now = useNow();
  const [parameters, setParameters] = useSearchParams();
  const range = rangeFrom(parameters);
  const go = (next: Range) => setParameters(withRange(parameters, next));
  return (
    <div className={classes.range}>
      {range.kind === 'fixed' && (
        <span className="muted" title={`${absoluteText(range.from)} to ${absoluteText(range.to)}`}>
          {clockText(range.from)} – {clockText(range.to)}
        </span>
      )}
      <Button.Group>
        <Step label="Earlier" text="‹" onClick={() => go(panned(range, now, -1))} />
        <Step label="Wider" text="−" onClick={() => go(zoomed(range, now, 2))} />
        <Step label="Closer" text="+" onClick={() => go(zoomed(range, now, 0.5))} />
        <Step label="Later" text="›" onClick={() => go(panned(range, now, 1))} />
      </Button.Group>
      <Tabs label="Range" small>
        {spans.map(({ name, label }) => (
          <Link
            key={name}
            to={`?${withRange(parameters, rangeFrom(new URLSearchParams({ range: name })))}`}
            aria-current={range.kind === 'moving' && range.name === name ? 'true' : undefined}
          >
            {label}
          </Link>
        ))}
      </Tabs>
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly text: string;
  readonly onClick: () => void;
}

function Step({ label, text, onClick }: StepProps) {
  return (
    <Button variant="default" size="xs" px={12} aria-label={label} title={label} onClick={onClick}>
      {text}
    </Button>
  );
}
