import { type LoginRequest, Me } from '@lookout/shared/protocol/rest';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiFailure, command, request } from './http.ts';

export const meKey = ['me'] as const;

/** Null: nobody is signed in. */
async function fetchMe(): Promise<Me | null> {
  try {
    return await request(Me, '/api/me');
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) return null;
    throw error;
  }
}

export function useMe() {
  return useQuery({ queryKey: meKey, queryFn: fetchMe, staleTime: 60_000 });
}

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (login: LoginRequest) => command('/api/login', { method: 'POST', body: login }),
    onSuccess: () => queries.invalidateQueries({ queryKey: meKey }),
  });
}

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => command('/api/logout', { method: 'POST' }),
    onSuccess: () => {
      // Not `clear`: whoever watches `me` has to hear of it.
      queries.setQueryData(meKey, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] });
    },
  });
}

/** Whether the signed-in person may change anything: acknowledge, shelve, inject. */
export function useMayOperate(): boolean {
  const role = useMe().data?.role;
  return role === 'operator' || role === 'admin';
}
