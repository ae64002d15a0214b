/** The agent's environment; nothing else reads it. */
export const environment = (): NodeJS.ProcessEnv => process.env;
