import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder } from '../support/scratch.ts';

const bin = resolve(import.meta.dirname, '../../cloud-hub/bin/lookout.js');

/** What `npm start` does after it has built. */
test('a fault injected into a demonstration device is found, named and acknowledged', async () => {
  await using scratch = await scratchFolder();
  await chmod(scratch.path, 0o711);
  const demo = startDemo(`${scratch.path}/data`);
  onTestFinished(async () => void (await demo.interrupt()));
  const said = await eventually('a running fleet', demo.whenRunning, 120_000);
  const url = /Lookout is at (\S+)/.exec(said)?.[1] ?? '';
  const password = /password\s+(\S+)/.exec(said)?.[1] ?? '';

  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByLabel('Name').fill('admin');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('link', { name: /pump-02/ }).click();
  await page.getByRole('region', { name: 'Detector' }).getByText('scoring').waitFor();

  await page.getByLabel('Fault', { exact: true }).selectOption('cavitation');
  await page.getByRole('button', { name: 'Inject' }).click();
  const injectedAt = performance.now();
  const alerts = page.getByRole('region', { name: 'Open alerts' });
  await alerts.getByText('Accelerometer1RMS').first().waitFor();
  expect(performance.now() - injectedAt).toBeLessThan(20_000);

  await page.goto(`${url}/alerts`);
  const acknowledge = page.getByRole('button', { name: /^Acknowledge / }).first();
  await acknowledge.click();
  const dialog = page.getByRole('dialog', { name: 'Acknowledge' });
  await dialog.getByRole('button', { name: /^Acknowledge/ }).click();
  await acknowledge.waitFor({ state: 'detached' });
  expect(await demo.interrupt()).toBe(0);
}, 240_000);

function startDemo(dataDir: string) {
  const child: ChildProcess = spawn(process.execPath, [bin, 'demo'], {
    env: {
      ...process.env,
      ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: dataDir },
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return {
    whenRunning: async () => (/Stop with/.test(said) ? said : null),
    interrupt: async () => {
      const ended = child.exitCode === null && child.signalCode === null && once(child, 'exit');
      child.kill('SIGINT');
      await ended;
      process.off('exit', abandon);
      return child.exitCode;
    },
  };
}
