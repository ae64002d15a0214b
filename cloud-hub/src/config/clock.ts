/** Milliseconds UTC since 1970; injected, so that tests set the time. */
export type Clock = () => number;

export const CLOCK = Symbol('Clock');
