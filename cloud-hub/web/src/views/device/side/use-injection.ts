import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCommand } from '../../../api/actions.ts';
import { fetchCommands } from '../../../api/queries.ts';

export interface Injection {
  /** Null ends the present one. */
  readonly fault: string | null;
  readonly severity: number;
  readonly durationSeconds: number | null;
}

export const endFault: Injection = { fault: null, severity: 0, durationSeconds: null };

/** Sends a fault to a simulated machine and follows the command until the device has answered. */
export function useInjection(device: string, stream: string) {
  const [sent, setSent] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (injection: Injection) =>
      sendCommand(device, { type: 'injectFault', stream, ...injection }),
    onSuccess: (command) => setSent(command.id),
  });
  const commands = useQuery({
    queryKey: ['commands', device, sent],
    queryFn: ({ signal }) => fetchCommands(device, signal),
    enabled: sent !== null,
    refetchInterval: ({ state }) => {
      const command = state.data?.find((each) => each.id === sent);
      return command?.result === null && command.expiresAt > Date.now() ? 1_000 : false;
    },
  });
  const command = commands.data?.find((each) => each.id === sent);
  return { ...send, outcome: outcomeOf(send.error, sent !== null, command?.result ?? null) };
}

function outcomeOf(
  error: Error | null,
  sent: boolean,
  result: { readonly ok: boolean; readonly detail: string } | null,
): string {
  if (error !== null) return error.message;
  if (!sent) return '';
  if (result === null) return 'Sent, waiting for the device';
  return result.ok ? result.detail : `Refused: ${result.detail}`;
}
