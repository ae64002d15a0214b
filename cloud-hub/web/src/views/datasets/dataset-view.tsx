import type { Dataset } from '@lookout/shared/protocol/datasets';
import { splitByTime } from '@lookout/shared/protocol/split-by-time';
import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMayOperate, useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { DatasetFacts } from './dataset-facts.tsx';
import classes from './datasets.module.css';
import { DeleteDialog } from './delete-dialog.tsx';
import { PreviewCharts } from './preview/preview-charts.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { inOneRow } from './split-draft.ts';
import { SplitEditor } from './split-editor.tsx';
import { useDatasets } from './use-datasets.ts';

/** What is in this data set, and which rows are for what? */
export function DatasetView() {
  const { id = '' } = useParams();
  const list = useDatasets();
  const error = list.error ?? list.failureReason;
  if (list.data === undefined)
    return error === null ? (
      <Skeleton height={480} />
    ) : (
      <ErrorNotice what="The data set cannot be shown" error={error} />
    );
  const dataset = list.data.datasets.find((each) => each.id === id);
  return dataset === undefined ? <Gone /> : <Body key={id} dataset={dataset} />;
}

function Gone() {
  return (
    <p>
      There is no such data set, or it was deleted. <Link to="/datasets">All data sets</Link>
    </p>
  );
}

function Body({ dataset }: { readonly dataset: Dataset }) {
  const [split, setSplit] = useState(dataset.split);
  const counts = dataset.recordings.map(({ rows }) => rows);
  const parts = splitByTime(counts, split);
  return (
    <div className={classes.detail}>
      <Head dataset={dataset} />
      <DatasetFacts dataset={dataset} />
      <SplitEditor dataset={dataset} split={split} parts={parts} onChange={setSplit} />
      <PreviewCharts dataset={dataset} spans={inOneRow(parts, counts)} />
    </div>
  );
}

function Head({ dataset }: { readonly dataset: Dataset }) {
  const mayOperate = useMayOperate();
  const admin = useMe().data?.role === 'admin';
  const [renaming, rename] = useDisclosure(false);
  const [deleting, remove] = useDisclosure(false);
  return (
    <header className={classes.head}>
      <h1>{dataset.name}</h1>
      <div className={classes.acts}>
        {admin && (
          <Button
            component={Link}
            to={`/models?dataset=${encodeURIComponent(dataset.name)}`}
            size="xs"
            variant="default"
          >
            Train a detector on it…
          </Button>
        )}
        <Button
          component="a"
          href={`/api/datasets/${dataset.id}/csv`}
          download
          size="xs"
          variant="default"
        >
          Download CSV
        </Button>
        {mayOperate && (
          <>
            <Button size="xs" variant="default" onClick={rename.open}>
              Rename…
            </Button>
            <Button size="xs" variant="default" onClick={remove.open}>
              Delete…
            </Button>
          </>
        )}
      </div>
      <RenameDialog dataset={dataset} opened={renaming} onClose={rename.close} />
      <DeleteDialog dataset={dataset} opened={deleting} onClose={remove.close} />
    </header>
  );
}
