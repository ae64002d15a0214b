import type { CommandState } from '@lookout/shared/protocol/rest';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchCommands } from '../../api/queries.ts';
import { useNow } from '../../components/ticker.ts';
import { answerOf } from './command-answer.ts';

/** Sends a command to a device and follows it until the device has answered or it is too late. */
export function useCommand<Asked>(device: string, ask: (asked: Asked) => Promise<CommandState>) {
  const [sent, setSent] = useState<CommandState | null>(null);
  const now = useNow();
  const send = useMutation({ mutationFn: ask, onSuccess: setSent });
  const answer = (commands: readonly CommandState[] | undefined) =>
    answerOf({
      error: send.error,
      sent: commands?.find(({ id }) => id === sent?.id) ?? sent,
      now,
    });
  const commands = useQuery({
    queryKey: ['commands', device, sent?.id],
    queryFn: ({ signal }) => fetchCommands(device, signal),
    enabled: sent !== null,
    refetchInterval: ({ state }) => (answer(state.data).state === 'waiting' ? 1_000 : false),
  });
  return {
    send: send.mutate,
    isPending: send.isPending,
    error: send.error,
    answer: answer(commands.data),
  };
}
