import {
  type RolloutAct,
  RolloutDetail,
  RolloutList,
  RolloutMemberList,
  RolloutPage,
  type RolloutPlan,
  RolloutPreview,
} from '@lookout/shared/protocol/rollouts';
import type { z } from 'zod';
import { command, request } from './http.ts';

// Rollouts as they are read, and what can be done to them; what changes comes back by socket.

export const fetchRollouts = (signal: AbortSignal) =>
  request(RolloutList, '/api/rollouts', { signal });

export const fetchRollout = (id: string, signal: AbortSignal) =>
  request(RolloutPage, `/api/rollouts/${id}`, { signal });

export const fetchMembers = (id: string, signal: AbortSignal) =>
  request(RolloutMemberList, `/api/rollouts/${id}/members`, { signal });

/** A plan as it is sent: what is left out has the hub's default. */
export type NewRollout = z.input<typeof RolloutPlan>;

/** Changes nothing: who would be in which wave? */
export const previewRollout = (plan: NewRollout, signal: AbortSignal) =>
  request(RolloutPreview, '/api/rollouts/preview', { method: 'POST', body: plan, signal });

/** A draft; it touches no device before it is approved. */
export const createRollout = (plan: NewRollout) =>
  request(RolloutDetail, '/api/rollouts', { method: 'POST', body: plan });

export const actOnRollout = (id: string, act: RolloutAct) =>
  command(`/api/rollouts/${id}/act`, { method: 'POST', body: act });
