import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { revokeDevice } from '../../../api/actions.ts';
import form from '../../../components/dialog-form.module.css';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { plural } from '../../../components/format.ts';

/** Says what it will do, asks once. */
export function RevokeDevice({ device }: { readonly device: DeviceSummary }) {
  const queries = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => revokeDevice(device.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['device', device.id] });
      dialog.close();
    },
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={dialog.open}>
        Revoke…
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={`Revoke ${device.id}?`}>
        <div className={form.form}>
          <p>
            One device loses its access: it is disconnected, its credential becomes void, and{' '}
            {plural(device.streams.length, 'asset is', 'assets are')} no longer watched. History and
            alerts stay. This cannot be undone; the device can be enrolled anew.
          </p>
          {revoke.error !== null && <ErrorNotice what="Not revoked" error={revoke.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close} data-autofocus>
              Keep
            </Button>
            <Button loading={revoke.isPending} onClick={() => revoke.mutate()}>
              Revoke {device.id}
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  );
}
