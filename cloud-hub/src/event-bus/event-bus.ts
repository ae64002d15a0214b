import { Injectable } from '@nestjs/common';

/** A domain event's name and the type of what it carries; each room defines its own in `*.events.ts`. */
export interface EventType<T> {
  readonly name: string;
  /** Phantom: only the type matters. */
  readonly payload?: T;
}

export const defineEvent = <T>(name: string): EventType<T> => ({ name });

type Listener = (payload: unknown) => void;

/**
 * How rooms speak back without importing each other. Emit after commit, never before: a listener may
 * tell the world. Listeners are synchronous and must not throw; what takes time is started, not awaited.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Map<string, Set<Listener>>();

  on<T>(type: EventType<T>, listener: (payload: T) => void): () => void {
    const set = this.listeners.get(type.name) ?? new Set<Listener>();
    this.listeners.set(type.name, set);
    set.add(listener as Listener);
    return () => set.delete(listener as Listener);
  }

  emit<T>(type: EventType<T>, payload: T): void {
    for (const listener of this.listeners.get(type.name) ?? []) listener(payload);
  }
}
