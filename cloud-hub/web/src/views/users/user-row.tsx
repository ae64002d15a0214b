import { Role, type User, type UserChange } from '@lookout/shared/protocol/rest';
import { Button, NativeSelect } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeUser } from '../../api/actions.ts';
import { Age } from '../../components/age.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import classes from './users.module.css';

interface UserRowProps {
  readonly user: User;
  /** Nobody takes their own rights away by mistake. */
  readonly own: boolean;
}

export function UserRow({ user, own }: UserRowProps) {
  const queries = useQueryClient();
  const [settingPassword, dialog] = useDisclosure(false);
  const change = useMutation({
    mutationFn: (body: UserChange) => changeUser(user.id, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
    onError: (error) =>
      notifications.show({ title: `${user.name} is unchanged`, message: error.message }),
  });
  const disabled = user.disabledAt !== null;
  return (
    <tr data-disabled={disabled}>
      <th scope="row">{user.name}</th>
      <td>
        <NativeSelect
          aria-label={`Role of ${user.name}`}
          size="xs"
          className={classes.role}
          data={[...Role.options]}
          value={user.role}
          disabled={own || change.isPending}
          onChange={(event) => change.mutate({ role: Role.parse(event.currentTarget.value) })}
        />
      </td>
      <td>
        <Age at={user.createdAt} suffix=" ago" />
      </td>
      <td>{disabled ? 'disabled' : 'active'}</td>
      <td className={classes.changes}>
        <Button size="xs" variant="default" onClick={dialog.open}>
          Set password…<span className="visually-hidden"> of {user.name}</span>
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={own}
          loading={change.isPending}
          onClick={() => change.mutate({ disabled: !disabled })}
        >
          {disabled ? 'Enable' : 'Disable'}
          <span className="visually-hidden"> {user.name}</span>
        </Button>
        <PasswordDialog user={user} opened={settingPassword} onClose={dialog.close} />
      </td>
    </tr>
  );
}
