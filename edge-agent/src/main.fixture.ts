import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeToyBundle } from '../../test/support/toy-bundle.ts';
import { loadConfig } from './config/config.ts';
import { sourceChild } from './detect/detector.fixture.ts';
import { Agent, type AgentOptions } from './main.ts';

export const channels = [
  { name: 'pressure', unit: 'bar', mean: 1, sd: 0.1 },
  { name: 'flow', unit: 'l/min', mean: 30, sd: 1 },
];
export const periodMs = 100;

/** A folder with a toy detector, recordings and a configuration; agents run in it one after the other. */
export class AgentBench {
  readonly log: string[] = [];
  private hearers: (() => void)[] = [];
  private readonly agents: Agent[] = [];

  constructor(
    readonly folder: string,
    private readonly brokerUrl: string,
  ) {
    writeToyBundle(this.path('toy'), { channels, windowLength: 4, periodMs });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A recording in which every row is so many sd away from the mean, in both channels. */
  recording(name: string, sigmas: readonly (number | 'NaN' | '')[]): string {
    const start = Date.UTC(2026, 0, 1);
    const lines = sigmas.map((sigma, i) => {
      const ripple = i % 2 === 0 ? 0.1 : -0.1;
      const value = (mean: number, sd: number) =>
        typeof sigma === 'number' ? mean + (sigma + ripple) * sd : sigma;
      const cells = channels.map(({ mean, sd }) => value(mean, sd));
      return [new Date(start + i * periodMs).toISOString(), ...cells].join(',');
    });
    const file = this.path(`${name}.csv`);
    writeFileSync(file, `time,${channels.map((c) => c.name).join(',')}\n${lines.join('\n')}\n`);
    return file;
  }

  /** Starts the real agent in this process, as it is configured by a file. */
  async run(
    streams: readonly object[],
    more: Partial<AgentOptions> = {},
    machine: object = {},
    runtime: object = {},
  ): Promise<Agent> {
    mkdirSync(this.folder, { recursive: true });
    const file = this.path('agent.yaml');
    const hub = { url: this.brokerUrl, secret: 'right' };
    writeFileSync(
      file,
      stringify({
        ...{ site: 'plant-a', device: 'press-1', hub, dataDir: 'data' },
        ...{ machine, runtime, streams },
      }),
    );
    const say = (message: string) => {
      this.log.push(message);
      for (const hear of this.hearers.splice(0)) hear();
    };
    const agent = new Agent(loadConfig(file, {}), {
      log: { info: say, warn: say },
      child: sourceChild,
      scoresEveryMs: 100,
      loadEveryMs: 250,
      ...more,
    });
    this.agents.push(agent);
    await agent.start();
    return agent;
  }

  /** Resolves when the log has such a line. */
  async logged(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.log.find((one) => pattern.test(one));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => this.hearers.push(resolve));
    }
  }

  async dispose(): Promise<void> {
    for (const agent of this.agents) await agent.stop();
  }
}

/** A stream of a recording that is read in real time. */
export const csvStream = (name: string, file: string, more: object = {}) => ({
  ...{ name, bundle: 'toy', source: { type: 'csv', file }, ...more },
});
