import type { LoggerService } from '@nestjs/common';
import { type Logger as Pino, pino } from 'pino';
import type { LogConfig } from './config.ts';

/** Where Nest tells at length what it wires; of interest only to us. */
const chatty = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'WebSocketsController',
]);

/** Nest's logger over pino, on stderr: JSON for machines, one short line for people. */
export function createLogger({ level, format }: LogConfig): LoggerService {
  const write = (text: string) => process.stderr.write(text);
  const destination =
    format === 'json' ? { write } : { write: (line: string) => write(humanLine(line)) };
  return new NestLogger(pino({ level, base: null }, destination));
}

class NestLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.write(context !== undefined && chatty.has(context) ? 'debug' : 'info', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest hands over (message, ...details, context); of an error also its stack before the context. */
  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = contextOf(rest);
    const details = rest.slice(0, -1).filter((detail) => detail !== undefined);
    const fields = { context, ...(details.length > 0 && { details }) };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else this.pino[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};

/** `12:30:05 warning: the message`, and below it the stack of an error that nobody expected. */
export function humanLine(json: string): string {
  const entry: Record<string, unknown> = JSON.parse(json);
  const time = new Date(Number(entry.time)).toTimeString().slice(0, 8);
  const level = levelNames[Number(entry.level)] ?? '';
  const { err } = entry;
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${err.stack}` : '';
  return `${time} ${level}: ${String(entry.msg)}${stack}\n`;
}
