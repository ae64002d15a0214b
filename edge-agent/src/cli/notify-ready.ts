import { spawn } from 'node:child_process';

/**
 * Tells systemd that the agent watches (`Type=notify`, `NotifyAccess=all`). Node has no UNIX datagrams, so
 * systemd's own command does it; elsewhere there is no NOTIFY_SOCKET and nothing is told.
 */
export function notifyReady(env: NodeJS.ProcessEnv): void {
  if (env.NOTIFY_SOCKET === undefined) return;
  spawn('systemd-notify', ['--ready'], { stdio: 'ignore' }).on('error', () => {});
}
