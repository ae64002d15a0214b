import type { Command } from 'commander';

export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('Check configuration, detectors and sources, and say what "run" would do.')
    .requiredOption('--config <file>', 'the configuration, YAML')
    .action(async ({ config }: { config: string }) => {
      const { check } = await import('./check-action.ts');
      process.exitCode = await check(config);
    });
}
