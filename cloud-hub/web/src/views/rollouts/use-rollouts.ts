import { applyToRollouts } from '../../api/apply-update.ts';
import { fetchRollouts } from '../../api/rollouts.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';

/** All rollouts, kept live. */
export const useRollouts = () =>
  useLiveQuery({
    room: 'rollouts',
    key: ['rollouts'],
    fetch: fetchRollouts,
    apply: applyToRollouts,
  });
