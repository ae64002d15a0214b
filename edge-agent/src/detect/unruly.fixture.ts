/** Values of a window that make the unruly child misbehave. */
export const dieOnce = -1;
export const dieAlways = -2;
export const hang = -3;
/** It answers, but after `slowMs`. */
export const slow = -4;
export const slowMs = 300;
/** A model of this name takes as long to load. */
export const slowToLoad = 'slow-to-load';
