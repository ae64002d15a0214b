import type { Command } from 'commander';

const about = `
The configuration names the hub, this device and its streams:

  site: plant-a
  device: press-1
  hub: { url: mqtt://127.0.0.1:1883, secretFile: secret }   # from "lookout device add press-1"
  streams:
    - name: press
      area: Hall 2
      bundle: detectors/press                               # from "lookout train --out"
      source: { type: csv, file: press.csv, speed: 10 }     # or mqtt, host, simulator
    - name: belt
      bundle: detectors/belt                                # of frames, from "lookout import"
      source: { type: images, folder: /var/camera }         # what a camera writes there from now on;
                                                            # loop: true or follow: false plays what is there

Relative paths are relative to the file. LOOKOUT_SECRET takes the place of hub.secret.`;

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('Watch the configured streams until Ctrl-C or SIGTERM.')
    .requiredOption('--config <file>', 'the configuration, YAML')
    .addHelpText('after', about)
    .action(async ({ config }: { config: string }) => {
      const { runAgent } = await import('./run-agent.ts');
      await runAgent(config);
    });
}
