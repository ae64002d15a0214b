import type { Dataset } from '@lookout/shared/protocol/datasets';
import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { removeDataset } from '../../api/actions.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { plural } from '../../components/format.ts';
import classes from './datasets.module.css';

interface DatasetDialogProps {
  readonly dataset: Dataset;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Says what will be gone, asks once. */
export function DeleteDialog({ dataset, opened, onClose }: DatasetDialogProps) {
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => removeDataset(dataset.id),
    onSuccess: () => navigate('/datasets'),
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete ${dataset.name}?`}>
      <div className={classes.form}>
        <p>
          {plural(dataset.rows, 'row')} will be gone for good. Detectors that were made of it stay,
          but cannot be trained on it again.
        </p>
        {remove.error !== null && <ErrorNotice what="Not deleted" error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep
          </Button>
          <Button loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete {dataset.name}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
