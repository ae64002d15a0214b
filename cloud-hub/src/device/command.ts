import type { ResetRequest } from '@lookout/shared/protocol/adaptations';
import type { Command } from '@lookout/shared/protocol/commands';
import type { Reported, StreamReport } from '@lookout/shared/protocol/presence';
import type { CommandState, NewCommand } from '@lookout/shared/protocol/rest';
import { Problem } from '../http/problem.ts';
import type { CommandEntity } from './command.entity.ts';

/** A command that a device did not see in time must not act later, when nobody expects it. */
export const lifetimeMs: Readonly<Record<AskedCommand['type'], number>> = {
  injectFault: 60_000,
  selfTest: 5 * 60_000,
  profile: 5 * 60_000,
  // It speaks of the machine's present behaviour: later, that may be a fault.
  acknowledgeAndReset: 60_000,
};

/** What can be asked of a device. */
export type AskedCommand =
  | NewCommand
  | (ResetRequest & { readonly type: 'acknowledgeAndReset'; readonly stream: string });

/** Who asks, and the command's id and time. */
export interface Asking {
  readonly by: string;
  readonly id: string;
  readonly now: number;
}

/**
 * What a person asked for, as the device will read it.
 * @throws Problem 404 notFound, 409 noSuchFault or notJudged: what the device reports decides what can be asked
 */
export function commandOf(
  asked: AskedCommand,
  reported: Reported | null,
  { by, id, now }: Asking,
): Command {
  const stream = reported?.streams.find(({ name }) => name === asked.stream);
  if (stream === undefined) throw Problem.notFound(`stream ${asked.stream} on this device`);
  const envelope = { id, expiresAt: now + lifetimeMs[asked.type] };
  switch (asked.type) {
    case 'selfTest':
    case 'profile':
      return { ...envelope, type: asked.type, args: { stream: asked.stream } };
    case 'injectFault':
      return { ...envelope, type: asked.type, args: faultOf(asked, stream) };
    case 'acknowledgeAndReset':
      refuseUnjudged(stream);
      return {
        ...envelope,
        type: asked.type,
        args: { stream: asked.stream, mode: asked.mode, by },
      };
  }
}

type Of<T extends Command['type']> = Extract<Command, { type: T }>['args'];

function faultOf(
  asked: Extract<AskedCommand, { type: 'injectFault' }>,
  { faults }: StreamReport,
): Of<'injectFault'> {
  const { stream, fault, severity = 1, durationSeconds = 60 } = asked;
  if (fault !== null && !faults.includes(fault))
    throw Problem.conflict(
      'noSuchFault',
      `Stream ${stream} has no fault ${JSON.stringify(fault)} to inject.`,
      faults.length === 0
        ? 'Faults are injected into simulated streams only.'
        : `It has ${faults.join(', ')}.`,
    );
  const durationMs = durationSeconds === null ? null : durationSeconds * 1000;
  return { stream, fault, severity, durationMs };
}

function refuseUnjudged({ name, judgement }: StreamReport): void {
  if (judgement === null)
    throw Problem.conflict(
      'notJudged',
      `Stream ${name} has no judge that could be reset.`,
      'Wait until its detector is ready; if it is scoring, update the agent.',
    );
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
