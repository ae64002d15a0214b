import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { openBrowser } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import { scratchFolder } from '../support/scratch.ts';
import { writeToyBundle } from '../support/toy-bundle.ts';

const normalRows = 40;
const shiftedRows = 3_000;
const rowsPerSecond = 10; // recorded at one a second

test('a machine that was changed is an alert, until an operator says that this is the new normal', async () => {
  await using scratch = await scratchFolder();
  const bundle = join(scratch.path, 'detector');
  writeToyBundle(bundle, { channels: [{ name: 'Pressure', unit: 'bar', mean: 2, sd: 0.1 }] });
  const file = join(scratch.path, 'press.csv');
  await writeFile(file, recording());
  const hub = await TestHub.start();
  onTestFinished(() => hub.stop());
  const credential = await hub.enrol({ id: 'press-1', site: 'bench' });
  const source = { type: 'csv', file, speed: rowsPerSecond };
  const policy = { onDelayMs: 500, offDelayMs: 500 };
  const stream = { name: 'press', bundle, source, policy };
  const agent = await startAgent(await configureAgent(scratch.path, credential, [stream]));
  onTestFinished(() => agent.stop());

  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(hub.url);
  await page.getByLabel('Name').fill(hub.admin.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(hub.admin.password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('link', { name: /press-1/ }).click();

  const judged = page.getByRole('region', { name: 'How it is judged' });
  await judged.getByRole('button', { name: 'Change…' }).click();
  const policyDialog = page.getByRole('dialog');
  await policyDialog.getByLabel('False alarms').fill('3');
  await policyDialog.getByLabel('Over').selectOption('a week');
  await policyDialog.getByRole('button', { name: 'Set' }).click();
  await judged.getByText('3 false alarms a week').waitFor();

  const alerts = page.getByRole('region', { name: /open alert/i });
  await alerts.getByText(/^Pressure 3\.0\d? bar, expected 2\.0/).waitFor();
  await alerts.getByRole('button', { name: 'This is the new normal…' }).click();
  const dialog = page.getByRole('dialog', { name: 'This is the new normal' });
  await dialog.getByText('A real fault that is present now would be taken as normal.').waitFor();
  await dialog.getByLabel('Fit anew and re-zero the sensors').check();
  await dialog.getByRole('button', { name: 'Reset' }).click();
  await dialog.getByRole('heading', { name: 'Reset: press-1 press' }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await alerts.getByText('No open alert').waitFor();
  await judged.getByText('1 sensor re-zeroed').waitFor();
  await judged.getByText(`Reset, sensors re-zeroed by ${hub.admin.name}`).waitFor();
  await judged.getByText(/being fitted to this machine/).waitFor();
  // The alert and its button are gone; the keyboard goes on where the same can be said.
  expect(await page.locator(':focus').textContent()).toBe('This is the new normal…');

  await page.goto(`${hub.url}/alerts?state=all`);
  await page.getByText(`reset by ${hub.admin.name}`).waitFor();
}, 120_000);

/** A pressure of 2 bar that goes to 3 and stays there, for somebody has set it so. */
function recording(): string {
  const rows = Array.from({ length: normalRows + shiftedRows }, (_, i) => {
    const time = new Date(1_700_000_000_000 + i * 1_000).toISOString();
    const pressure = (i < normalRows ? 2 : 3) + 0.05 * Math.sin(i * 1.7);
    return `${time},${pressure.toFixed(4)}`;
  });
  return `time,Pressure\n${rows.join('\n')}\n`;
}
