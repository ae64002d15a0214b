import {
  type Dataset,
  type DatasetSplit,
  type PartRange,
  partNames,
} from '@lookout/shared/protocol/datasets';
import { Button, NumberInput, RangeSlider } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { setSplit } from '../../api/actions.ts';
import { useMayOperate } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatNumber } from '../../components/format.ts';
import { partTitles } from './dataset-text.ts';
import classes from './datasets.module.css';
import { cutsOf, isSameSplit, rowsOfPart, splitOf } from './split-draft.ts';

interface SplitEditorProps {
  readonly dataset: Dataset;
  /** As it is drafted. */
  readonly split: DatasetSplit;
  readonly parts: readonly PartRange[];
  readonly onChange: (split: DatasetSplit) => void;
}

/** Which rows train, calibrate and validate, in order of time. Both cuts move by mouse, touch and arrows. */
export function SplitEditor({ dataset, split, parts, onChange }: SplitEditorProps) {
  const mayChange = useMayOperate() && dataset.usedAt === null;
  return (
    <section className={classes.split} aria-label="Split">
      <h2>Split by time</h2>
      <Legend split={split} parts={parts} />
      <RangeSlider
        value={[...cutsOf(split)]}
        onChange={(cuts) => onChange(splitOf(cuts, split.gapRows))}
        min={0}
        max={100}
        step={1}
        minRange={0}
        pushOnOverlap={false}
        label={(percent) => `${percent} %`}
        thumbFromLabel="Train ends at, per cent of the rows"
        thumbToLabel="Validation begins at, per cent of the rows"
        disabled={!mayChange}
      />
      <Acts {...{ dataset, split, onChange, mayChange }} />
      {dataset.usedAt !== null && (
        <p className="small muted">
          A detector was made of this data set, so its split stays as it is.
        </p>
      )}
    </section>
  );
}

function Legend({ split, parts }: Pick<SplitEditorProps, 'split' | 'parts'>) {
  return (
    <ul className={classes.legend} aria-live="polite">
      {partNames.map((part) => (
        <li key={part}>
          <span className={classes.swatch} data-part={part} aria-hidden="true" />
          {partTitles[part]} {Math.round(split[part] * 100)} %{' '}
          <span className="muted">{formatNumber(rowsOfPart(parts, part))} rows</span>
        </li>
      ))}
    </ul>
  );
}

type ActsProps = Omit<SplitEditorProps, 'parts'> & { readonly mayChange: boolean };

function Acts({ dataset, split, onChange, mayChange }: ActsProps) {
  const save = useMutation({ mutationFn: () => setSplit(dataset.id, split) });
  const changed = !isSameSplit(split, dataset.split);
  return (
    <>
      <div className={classes.splitActs}>
        <NumberInput
          className={classes.gap}
          size="xs"
          label="Gap, rows"
          min={0}
          max={100_000}
          allowDecimal={false}
          value={split.gapRows}
          disabled={!mayChange}
          onChange={(gap) => typeof gap === 'number' && onChange({ ...split, gapRows: gap })}
        />
        {mayChange && (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={!changed}
              onClick={() => onChange(dataset.split)}
            >
              Undo
            </Button>
            <Button
              size="xs"
              disabled={!changed || split.train === 0}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              Save split
            </Button>
          </>
        )}
      </div>
      {save.error !== null && <ErrorNotice what="Not saved" error={save.error} />}
    </>
  );
}
