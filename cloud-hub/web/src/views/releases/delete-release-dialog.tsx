import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { removeRelease } from '../../api/releases.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { plural } from '../../components/format.ts';
import classes from './releases.module.css';

interface DeleteReleaseProps {
  readonly release: ReleaseSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Says what will be gone, asks once; one in use is refused by the hub, with what uses it. */
export function DeleteReleaseDialog({ release, opened, onClose }: DeleteReleaseProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { model, version, variants } = release.manifest;
  const remove = useMutation({
    mutationFn: () => removeRelease(release.id),
    onSuccess: async () => {
      await navigate('/models/releases');
      await queries.invalidateQueries({ queryKey: ['releases'] });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete ${model} ${version}?`}>
      <div className={classes.form}>
        <p>
          The release and {plural(variants.length, 'variant')} will be gone for good. No device
          changes: one that runs it or is assigned it keeps it from being deleted.
        </p>
        {remove.error !== null && <ErrorNotice what="Not deleted" error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep
          </Button>
          <Button loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete {version}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
