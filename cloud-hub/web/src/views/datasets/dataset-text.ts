import type { Capture, Dataset, PartName } from '@lookout/shared/protocol/datasets';
import { absoluteText, durationText } from '../../components/age-text.ts';
import { formatBytes, plural } from '../../components/format.ts';

/** "every 500 ms", "every 10 s". */
export function periodText(periodMs: number): string {
  return periodMs < 1_000 || periodMs % 1_000 !== 0
    ? `every ${periodMs} ms`
    : `every ${durationText(periodMs)}`;
}

export const sourceText = ({ source }: Pick<Dataset, 'source'>): string =>
  source.kind === 'upload' ? 'upload' : `${source.device} ${source.stream}`;

/** From when to when the rows are, to the minute. */
export function stretchText(fromAt: number | null, toAt: number | null, timeZone?: string): string {
  if (fromAt === null || toAt === null) return 'no times';
  const [from, to] = [absoluteText(fromAt, timeZone), absoluteText(toAt, timeZone)];
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from.slice(0, 16)} – ${sameDay ? to.slice(11, 16) : to.slice(0, 16)}`;
}

/** What a capture is at, in a few words. */
export function captureText(capture: Capture, deviceOnline = true): string {
  const { state, total, received, receivedBytes, detail } = capture;
  switch (state) {
    case 'waiting':
      return deviceOnline ? 'asked, nothing has come yet' : 'waits for the device';
    case 'running':
      return `${received} of ${plural(total ?? 0, 'block')}, ${formatBytes(receivedBytes)}`;
    case 'complete':
      return 'complete';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return detail ?? state;
  }
}

export const partTitles: Readonly<Record<PartName, string>> = {
  train: 'Train',
  calibration: 'Calibrate',
  validation: 'Validate',
};

/** "pump-1 loop 2026-03-01 14.03": a name that is free most of the time. */
export function suggestedName(
  device: string,
  stream: string,
  at: number,
  timeZone?: string,
): string {
  const text = absoluteText(at, timeZone).slice(0, 16).replace(':', '.');
  return `${device} ${stream} ${text}`.slice(0, 64);
}

/** A file's name as that of a data set. */
export const nameOfFile = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} ._()-]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/ +/g, ' ')
    .slice(0, 64);
