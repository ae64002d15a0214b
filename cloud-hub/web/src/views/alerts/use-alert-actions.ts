import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { acknowledge, shelve, unshelve } from '../../api/actions.ts';

/** What a person can do about alerts. The socket brings the change too; asking again makes it instant. */
export function useAlertActions() {
  const queries = useQueryClient();
  const settled = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['alerts'] }),
      queries.invalidateQueries({ queryKey: ['alert'] }),
    ]);
  const failed = (title: string) => (error: Error) =>
    notifications.show({ title, message: error.message, color: 'red', autoClose: false });

  return {
    acknowledge: useMutation({
      mutationFn: ({ ids, note }: { ids: readonly string[]; note: string }) =>
        acknowledge(ids, note),
      onSuccess: settled,
      onError: failed('Not acknowledged'),
    }),
    shelve: useMutation({
      mutationFn: ({ id, minutes, reason }: { id: string; minutes: number; reason: string }) =>
        shelve(id, { minutes, reason }),
      onSuccess: settled,
      onError: failed('Not shelved'),
    }),
    unshelve: useMutation({
      mutationFn: (id: string) => unshelve(id),
      onSuccess: settled,
      onError: failed('Not unshelved'),
    }),
  };
}
