import { Menu, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLogout, useMe } from '../api/session.ts';
import { OwnPasswordDialog } from './own-password-dialog.tsx';
import classes from './shell.module.css';

export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe().data;
  const logout = useLogout();
  const [changing, dialog] = useDisclosure(false);
  if (!me) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.user} aria-label={`Signed in as ${me.name}`}>
            {me.name}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.name}, {me.role}
          </Menu.Label>
          <Menu.Item onClick={onHelp}>Keyboard</Menu.Item>
          <Menu.Item onClick={dialog.open}>Change password…</Menu.Item>
          <Menu.Item onClick={() => logout.mutate()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OwnPasswordDialog opened={changing} onClose={dialog.close} />
    </>
  );
}
