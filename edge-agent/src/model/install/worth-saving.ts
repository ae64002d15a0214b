import type { InstallState } from './install-state.ts';

const saveSpentEveryMs = 30_000;

/** Counts that grow with every window need not survive: after a restart they begin anew. */
export function isWorthSaving(before: InstallState, after: InstallState): boolean {
  const essence = ({ install, ...rest }: InstallState) =>
    JSON.stringify({
      ...rest,
      install: install && {
        ...{ ...install, figures: null, judged: 0, missed: 0 },
        spentMs: Math.floor(install.spentMs / saveSpentEveryMs),
      },
    });
  return essence(before) !== essence(after);
}
