import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AlertPage, Overview } from '@lookout/shared/protocol/rest';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { runCommand } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { TestHub } from '../support/hub.ts';
import { scratchFolder } from '../support/scratch.ts';

const minutes = 1;

test('the machine watches itself: a process that burns the CPU raises an alert', async () => {
  await using scratch = await scratchFolder();
  const hub = await TestHub.start();
  onTestFinished(() => hub.stop());
  const credential = await hub.enrol({ id: 'this-machine', site: 'bench' });
  const bundle = join(scratch.path, 'detector');
  const channels = ['CPU', 'Memory used'];
  const source = { type: 'host', periodMs: 250, channels };
  const files = await configureAgent(scratch.path, credential, [{ name: 'host', bundle, source }]);

  const csv = join(scratch.path, 'host.csv');
  const recorded = await runCommand('lookout-agent', [
    ...['record', '--config', files.config, '--stream', 'host', '--out', csv],
    ...['--minutes', String(minutes)],
  ]);
  expect(recorded).toMatchObject({ code: 0 });
  const trained = await runCommand('lookout', ['train', '--data', csv, '--out', bundle]);
  expect(trained).toMatchObject({ code: 0 });

  const agent = await startAgent(files);
  onTestFinished(() => agent.stop());
  await eventually('a first score', async () => {
    const { assets } = await hub.get('/api/overview', Overview);
    return assets.some(({ score }) => score !== null) ? true : null;
  });
  const startedAt = Date.now();
  const burners = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  onTestFinished(() => {
    for (const burner of burners) burner.kill();
  });
  const alert = await eventually('an alert', async () => {
    const { alerts } = await hub.get('/api/alerts?state=all&kind=anomaly', AlertPage);
    return alerts.find(({ raisedAt }) => raisedAt > startedAt) ?? null;
  });
  expect(alert.channels.map(({ channel }) => channel)).toContain('CPU');
}, 300_000);
