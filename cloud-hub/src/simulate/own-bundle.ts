/** The bundle that a simulated device is configured with: there is none, but it has an id. */
export const ownBundle = '5'.repeat(64);
export const ownVariant = 'cpu-own';
