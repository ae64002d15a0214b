import { sendCommand } from '../../../api/actions.ts';
import { useCommand } from '../use-command.ts';

export interface Injection {
  /** Null ends the present one. */
  readonly fault: string | null;
  readonly severity: number;
  readonly durationSeconds: number | null;
}

export const endFault: Injection = { fault: null, severity: 0, durationSeconds: null };

/** Sends a fault to a simulated machine and follows the command until the device has answered. */
export const useInjection = (device: string, stream: string) =>
  useCommand(device, (injection: Injection) =>
    sendCommand(device, { type: 'injectFault', stream, ...injection }),
  );
