import { Role } from '@lookout/shared/protocol/rest';
import { Button, Group, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addUser } from '../../api/actions.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { leastPasswordLength } from '../../components/own-password-dialog.tsx';
import classes from './users.module.css';

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
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
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
      <PasswordInput
        label="Password"
        description={`At least ${leastPasswordLength} characters`}
        autoComplete="new-password"
        minLength={leastPasswordLength}
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        data={[...Role.options]}
        value={role}
        onChange={(event) => setRole(Role.parse(event.currentTarget.value))}
      />
      {add.error !== null && <ErrorNotice what="Not added" error={add.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
      </Group>
    </form>
  );
}
