import type { Command } from 'commander';

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Run the hub with a demonstration fleet of 6 devices; this is what "npm start" does.',
    )
    .addHelpText(
      'after',
      '\nThe first start trains the demonstration detector, which takes well under a minute.\n' +
        'Settings are those of the hub: see "lookout hub --help".',
    )
    .action(async () => {
      const { runDemo } = await import('./demo/run-demo.ts');
      await runDemo();
    });
}
