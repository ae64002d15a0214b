/** How Node runs a TypeScript file of ours as it stands, without a build. */
export const sourceExecArgv: readonly string[] = [
  '--experimental-transform-types',
  '--conditions=source',
  '--no-warnings',
];
