/** Values of a window that make the unruly child misbehave. */
export const dieOnce = -1;
export const dieAlways = -2;
export const hang = -3;
