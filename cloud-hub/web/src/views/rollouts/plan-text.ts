import type { MaintenanceWindow, RolloutPlan } from '@lookout/shared/protocol/rollouts';

export const dayWords = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** "site plant-a; label line = 3", or everyone whose channels fit. */
export function targetText({ sites, devices, streams, labels }: RolloutPlan['target']): string {
  const parts = [
    ...(sites.length > 0 ? [`site ${sites.join(', ')}`] : []),
    ...(devices.length > 0 ? [`device ${devices.join(', ')}`] : []),
    ...(streams.length > 0 ? [`stream ${streams.join(', ')}`] : []),
    ...Object.entries(labels).map(([label, value]) => `label ${label} = ${value}`),
  ];
  return parts.length === 0 ? 'every asset that it fits' : parts.join('; ');
}

/** "Mon, Tue 22:00–04:00 Europe/Berlin". */
export function windowText({ days, from, to, timeZone }: MaintenanceWindow): string {
  const each =
    days.length === 7
      ? 'every day'
      : days
          .toSorted((a, b) => a - b)
          .map((day) => dayWords[day])
          .join(', ');
  return `${each} ${from}–${to} ${timeZone}`;
}
