import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { fetchUsers } from '../../api/queries.ts';
import { useMe } from '../../api/session.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import table from '../../components/table.module.css';
import { AddUser } from './add-user.tsx';
import { UserRow } from './user-row.tsx';
import classes from './users.module.css';

/** Who may see and do what here? For administrators. */
export function UsersView() {
  const me = useMe().data;
  const [adding, dialog] = useDisclosure(false);
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => fetchUsers(signal) });
  if (users.error !== null)
    return <ErrorNotice what="The users cannot be shown" error={users.error} />;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <h1>Users</h1>
        <Button size="xs" variant="default" onClick={dialog.open}>
          Add user…
        </Button>
      </header>
      {users.data === undefined ? (
        <Skeleton height={160} />
      ) : (
        <div className={table.scroller}>
          <table className={`${table.table} ${classes.table}`}>
            <caption className="visually-hidden">Users</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Added</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span className="visually-hidden">Changes</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {users.data.map((user) => (
                <UserRow key={user.id} user={user} own={user.id === me?.id} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="small muted">
        Viewers read. Operators also acknowledge, shelve and inject faults. Administrators also add
        devices and users and set limits.
      </p>
      <AddUser opened={adding} onClose={dialog.close} />
    </div>
  );
}
