import type { Command } from '@lookout/shared/protocol/commands';

type ArgsOf<T extends Command['type']> = Extract<Command, { type: T }>['args'];

/** What the device can be told to do. Each returns what came of it in words, or throws an Error that says. */
export type CommandHandlers = {
  readonly [T in Command['type']]: (
    args: ArgsOf<T>,
    /** ms UTC: what takes long is given up then. */
    expiresAt: number,
  ) => string | Promise<string>;
};

export interface CommandResult {
  readonly commandId: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface CommandStore {
  wasCarriedOut(id: string): boolean;
  /** Stores the result as a record and the id in one transaction. @param keepUntil ms UTC */
  record(result: CommandResult, keepUntil: number): void;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Carries commands out once: a broker may deliver one twice, and a retry after the connection was lost
 * must not inject a second fault.
 */
export class CommandRunner {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly handlers: CommandHandlers,
    private readonly store: CommandStore,
    private readonly now: () => number,
  ) {}

  async run(command: Command): Promise<void> {
    const { id, expiresAt } = command;
    if (this.underWay.has(id) || this.store.wasCarriedOut(id)) return;
    this.underWay.add(id);
    const result =
      this.now() > expiresAt
        ? { ok: false, detail: 'it had expired when it arrived' }
        : await this.carryOut(command);
    this.store.record({ commandId: id, ...result }, Math.max(this.now(), expiresAt) + day);
    this.underWay.delete(id);
  }

  private async carryOut(command: Command): Promise<{ ok: boolean; detail: string }> {
    try {
      return { ok: true, detail: cut(await dispatch(this.handlers, command)) };
    } catch (error) {
      return { ok: false, detail: cut(error instanceof Error ? error.message : String(error)) };
    }
  }
}

function dispatch(handlers: CommandHandlers, command: Command): string | Promise<string> {
  const { expiresAt } = command;
  switch (command.type) {
    case 'injectFault':
      return handlers.injectFault(command.args, expiresAt);
    case 'selfTest':
      return handlers.selfTest(command.args, expiresAt);
    case 'profile':
      return handlers.profile(command.args, expiresAt);
    case 'acknowledgeAndReset':
      return handlers.acknowledgeAndReset(command.args, expiresAt);
    case 'capture':
      return handlers.capture(command.args, expiresAt);
    case 'cancelCapture':
      return handlers.cancelCapture(command.args, expiresAt);
  }
}

const cut = (text: string): string => text.slice(0, 512);
