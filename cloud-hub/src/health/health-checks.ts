import { Injectable } from '@nestjs/common';

/** Null when ready, else in a few words why not. */
export type HealthCheck = () => string | null | Promise<string | null>;

export interface Health {
  readonly ready: boolean;
  /** By name: `ready`, or why not. */
  readonly checks: Readonly<Record<string, string>>;
}

const checkWithinMs = 3_000;

/** What must work before this hub counts as ready; each room adds its own check in `onModuleInit`. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  async run(): Promise<Health> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    return {
      ready: results.every(([, reason]) => reason === null),
      checks: Object.fromEntries(results.map(([name, reason]) => [name, reason ?? 'ready'])),
    };
  }
}

async function outcome(check: HealthCheck): Promise<string | null> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve('does not answer'), checkWithinMs);
  try {
    return await Promise.race([check(), late.promise]);
  } catch {
    return 'fails';
  } finally {
    clearTimeout(timer);
  }
}
