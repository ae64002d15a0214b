import type { DeviceCredential } from '@lookout/shared/protocol/rest';
import { Button, Code, CopyButton, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addDevice } from '../../api/actions.ts';
import dialog from '../../components/dialog-form.module.css';
import { DialogForm } from '../../components/dialog-form.tsx';

const namePattern = '[a-z0-9][a-z0-9\\-]{0,62}';
const nameHint = 'a–z, 0–9 and "-"';

interface AddDeviceProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Enrols a device and shows its credential, once. */
export function AddDevice({ opened, onClose }: AddDeviceProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add device" closeOnClickOutside={false}>
      {opened && <AddDeviceForm onClose={onClose} />}
    </Modal>
  );
}

function AddDeviceForm({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [id, setId] = useState('');
  const [site, setSite] = useState('');
  const add = useMutation({
    mutationFn: () => addDevice({ id, site }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  });
  if (add.data !== undefined) return <Credential credential={add.data} onClose={onClose} />;
  return (
    <DialogForm
      submit="Add"
      onSubmit={() => add.mutate()}
      busy={add.isPending}
      failure={{ what: 'Not added', error: add.error }}
      onCancel={onClose}
    >
      <TextInput
        label="Device"
        description={`Unique in the whole fleet; ${nameHint}`}
        pattern={namePattern}
        required
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Site"
        description={nameHint}
        pattern={namePattern}
        required
        value={site}
        onChange={(event) => setSite(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

interface CredentialProps {
  readonly credential: DeviceCredential;
  readonly onClose: () => void;
}

function Credential({ credential, onClose }: CredentialProps) {
  const { id, site, secret, brokerUrl } = credential;
  const yaml = `site: ${site}\ndevice: ${id}\nhub:\n  url: ${brokerUrl}\n  secret: ${secret}\n`;
  return (
    <div className={dialog.form}>
      <p>
        {id} is enrolled. Its secret is shown this once: let the device's agent.yaml begin with
        these lines.
      </p>
      <Code block>{yaml}</Code>
      <Group justify="flex-end">
        <CopyButton value={yaml}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>Done</Button>
      </Group>
    </div>
  );
}
