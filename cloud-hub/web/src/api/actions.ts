import type { ResetMode } from '@lookout/shared/protocol/commands';
import {
  Capture,
  Dataset,
  type DatasetChange,
  type DatasetSplit,
  type NewCapture,
} from '@lookout/shared/protocol/datasets';
import { Job, type NewJob, Upload } from '@lookout/shared/protocol/jobs';
import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import {
  BulkAcknowledgeResult,
  CommandState,
  DeviceCredential,
  type NewCommand,
  type NewUser,
  type PasswordChange,
  type ShelveRequest,
  type UserChange,
} from '@lookout/shared/protocol/rest';
import { command, request } from './http.ts';

// One function per thing a person can do to the fleet. What changes comes back by socket.

/** One alert or many, under one note. */
export const acknowledge = (ids: readonly string[], note: string) =>
  request(BulkAcknowledgeResult, '/api/alerts/acknowledge', {
    method: 'POST',
    body: { ids, ...(note !== '' && { note }) },
  });

export const shelve = (alert: string, body: ShelveRequest) =>
  command(`/api/alerts/${alert}/shelve`, { method: 'POST', body });

export const unshelve = (alert: string) =>
  command(`/api/alerts/${alert}/unshelve`, { method: 'POST', body: {} });

export const sendCommand = (device: string, body: NewCommand) =>
  request(CommandState, `/api/devices/${device}/commands`, { method: 'POST', body });

/** "This is the new normal", or back to the detector's own values. */
export const acknowledgeAndReset = (device: string, stream: string, mode: ResetMode) =>
  request(CommandState, `/api/devices/${device}/streams/${stream}/acknowledge-and-reset`, {
    method: 'POST',
    body: { mode },
  });

export const setPolicy = (device: string, stream: string, body: DetectionPolicy) =>
  command(`/api/devices/${device}/streams/${stream}/policy`, { method: 'PUT', body });

export const addDevice = (body: { id: string; site: string }) =>
  request(DeviceCredential, '/api/devices', { method: 'POST', body });

export const revokeDevice = (device: string) =>
  command(`/api/devices/${device}/revoke`, { method: 'POST', body: {} });

/** A file for a job, as it is. */
export const uploadFile = (file: File) =>
  request(Upload, `/api/uploads?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    bytes: file,
  });

export const startJob = (body: NewJob) => request(Job, '/api/jobs', { method: 'POST', body });

export const cancelJob = (id: string) =>
  request(Job, `/api/jobs/${id}/cancel`, { method: 'POST', body: {} });

/** Goes on after the last finished stage. */
export const retryJob = (id: string) =>
  request(Job, `/api/jobs/${id}/retry`, { method: 'POST', body: {} });

export const changeDataset = (id: string, body: DatasetChange) =>
  request(Dataset, `/api/datasets/${id}`, { method: 'PATCH', body });

export const setSplit = (id: string, body: DatasetSplit) =>
  request(Dataset, `/api/datasets/${id}/split`, { method: 'PUT', body });

export const removeDataset = (id: string) => command(`/api/datasets/${id}`, { method: 'DELETE' });

export const requestCapture = (body: NewCapture) =>
  request(Capture, '/api/captures', { method: 'POST', body });

export const cancelCapture = (id: string) =>
  request(Capture, `/api/captures/${id}/cancel`, { method: 'POST', body: {} });

export const addUser = (body: NewUser) => command('/api/users', { method: 'POST', body });

export const changeUser = (id: string, body: UserChange) =>
  command(`/api/users/${id}`, { method: 'PATCH', body });

export const changeOwnPassword = (body: PasswordChange) =>
  command('/api/me/password', { method: 'POST', body });
