/** How a model takes a window; after the batch axis. */
export const layouts = {
  'time-channels': '[rows, channels]',
  'channels-time': '[channels, rows], as convolutions along time take it',
  flat: '[rows · channels], row after row',
  plane: '[1, rows, channels], as an image of one colour',
  image: '[colours, height, width]',
} as const;
export type Layout = keyof typeof layouts;

/** What an output is; a spread may be given in other forms than log σ². */
export const outputRoles = [
  'reconstruction',
  'mu',
  'logvar',
  'logsigma',
  'sigma',
  'variance',
  'score',
] as const;
export type OutputRole = (typeof outputRoles)[number];
export type OutputNames = Readonly<Partial<Record<OutputRole, string>>>;
