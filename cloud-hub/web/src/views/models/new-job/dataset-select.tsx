import { Select } from '@mantine/core';
import { useDatasets } from '../../datasets/use-datasets.ts';
import { datasetFacts } from './dataset-facts.ts';
import classes from './new-job.module.css';

interface DatasetSelectProps {
  readonly label: string;
  readonly description: string;
  /** Its name, or empty. */
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** One of the hub's data sets, found by typing a part of its name. */
export function DatasetSelect({ value, onChange, ...told }: DatasetSelectProps) {
  const { data } = useDatasets();
  const datasets = new Map(data?.datasets.map((each) => [each.name, each]));
  const chosen = datasets.get(value);
  return (
    <Select
      {...told}
      {...(chosen !== undefined && { description: datasetFacts(chosen) })}
      placeholder={data?.datasets.length === 0 ? 'There is none yet' : 'Type to search…'}
      nothingFoundMessage="No data set of this name"
      searchable
      clearable
      // What is chosen stands there before the list has come.
      data={[...new Set([...datasets.keys(), ...(value === '' ? [] : [value])])]}
      value={value === '' ? null : value}
      onChange={(name) => onChange(name ?? '')}
      renderOption={({ option }) => {
        const dataset = datasets.get(option.value);
        return (
          <div className={classes.option}>
            <span>{option.label}</span>
            {dataset !== undefined && <span className="muted">{datasetFacts(dataset)}</span>}
          </div>
        );
      }}
    />
  );
}
