import type { Command } from '@lookout/shared/protocol/commands';
import type { Reported } from '@lookout/shared/protocol/presence';
import type { CommandState, NewCommand } from '@lookout/shared/protocol/rest';
import { Problem } from '../http/problem.ts';
import type { CommandEntity } from './command.entity.ts';

/** A command that a device did not see in time must not act later, when nobody expects it. */
export const lifetimeMs: Readonly<Record<Command['type'], number>> = {
  injectFault: 60_000,
  selfTest: 5 * 60_000,
};

/**
 * What a person asked for, as the device will read it.
 * @throws Problem 404 notFound, 409 noSuchFault: what the device reports decides what can be asked
 */
export function commandOf(
  asked: NewCommand,
  reported: Reported | null,
  id: string,
  now: number,
): Command {
  const stream = reported?.streams.find(({ name }) => name === asked.stream);
  if (stream === undefined) throw Problem.notFound(`stream ${asked.stream} on this device`);
  const envelope = { id, expiresAt: now + lifetimeMs[asked.type] };
  if (asked.type === 'selfTest')
    return { ...envelope, type: 'selfTest', args: { stream: asked.stream } };
  const { fault, severity = 1, durationSeconds = 60 } = asked;
  if (fault !== null && !stream.faults.includes(fault))
    throw Problem.conflict(
      'noSuchFault',
      `Stream ${asked.stream} has no fault ${JSON.stringify(fault)} to inject.`,
      stream.faults.length === 0
        ? 'Faults are injected into simulated streams only.'
        : `It has ${stream.faults.join(', ')}.`,
    );
  const durationMs = durationSeconds === null ? null : durationSeconds * 1000;
  const args = { stream: asked.stream, fault, severity, durationMs };
  return { ...envelope, type: 'injectFault', args };
}

export const stateOf = (row: CommandEntity): CommandState => ({
  id: row.id,
  type: row.type,
  args: row.args,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  expiresAt: row.expiresAt,
  result:
    row.ok === null || row.resultAt === null
      ? null
      : { ok: row.ok, detail: row.detail ?? '', at: row.resultAt },
});
