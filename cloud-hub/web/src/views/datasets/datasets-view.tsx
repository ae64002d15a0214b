import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMayOperate } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { CaptureList } from './capture-list.tsx';
import { DatasetTable } from './dataset-table.tsx';
import classes from './datasets.module.css';
import { UploadDialog } from './upload-dialog.tsx';
import { useDatasets } from './use-datasets.ts';

/** What is there to train on? */
export function DatasetsView() {
  const mayOperate = useMayOperate();
  const [uploading, upload] = useDisclosure(false);
  const list = useDatasets();
  const error = list.error ?? list.failureReason;
  if (list.data === undefined && error !== null)
    return <ErrorNotice what="The data sets cannot be shown" error={error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>Data sets</h1>
        {mayOperate && (
          <Button size="xs" variant="default" onClick={upload.open}>
            Upload…
          </Button>
        )}
      </header>
      {list.data === undefined ? (
        <Skeleton height={160} />
      ) : (
        <>
          <CaptureList captures={list.data.captures} />
          {list.data.datasets.length === 0 ? (
            <Empty />
          ) : (
            <DatasetTable datasets={list.data.datasets} />
          )}
        </>
      )}
      <UploadDialog opened={uploading} onClose={upload.close} />
    </div>
  );
}

function Empty() {
  return (
    <div className={classes.empty}>
      <p>There are no data sets yet. A detector learns from rows of normal operation:</p>
      <ul>
        <li>upload CSV files, one row per sample and one column per sensor;</li>
        <li>
          or open a device and <em>capture</em> the last hours of one of its streams.
        </li>
      </ul>
    </div>
  );
}
