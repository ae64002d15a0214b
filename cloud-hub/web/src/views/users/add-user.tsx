import { Role } from '@lookout/shared/protocol/rest';
import { Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addUser } from '../../api/actions.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { NewPasswordInput } from '../../components/new-password-input.tsx';

interface AddUserProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddUser({ opened, onClose }: AddUserProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add user">
      {opened && <AddUserForm onClose={onClose} />}
    </Modal>
  );
}

function AddUserForm({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const add = useMutation({
    mutationFn: () => addUser({ name, password, role }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <DialogForm
      submit="Add"
      onSubmit={() => add.mutate()}
      busy={add.isPending}
      failure={{ what: 'Not added', error: add.error }}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        autoComplete="off"
        maxLength={64}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <NewPasswordInput label="Password" value={password} onChange={setPassword} />
      <NativeSelect
        label="Role"
        data={[...Role.options]}
        value={role}
        onChange={(event) => setRole(Role.parse(event.currentTarget.value))}
      />
    </DialogForm>
  );
}
