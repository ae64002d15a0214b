import { generateKeyPairSync } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolloutDetail } from '@lookout/shared/protocol/rollouts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import type { Device } from '../../cloud-hub/src/simulate/device.ts';
import { openBrowser } from '../support/browser.ts';
import { runCommand } from '../support/cli.ts';
import { TestHub } from '../support/hub.ts';
import { paddedBundle } from '../support/padded-bundle.ts';
import { publishKeys, signedRelease } from '../support/release-kit.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Session, type SignIn } from '../support/session.ts';
import { simulatedDevice } from '../support/simulated-device.ts';

// Real: hub, broker, PostgreSQL, signatures, blocks, browser. Not: detectors; the devices only tell of them.
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
const subject = { stream: 'loop', channels, windowLength: 10, periodMs: 500 };
const operator: SignIn = { name: 'olga', password: 'watches the plant' };
const viewer: SignIn = { name: 'victor', password: 'looks at the plant' };
const widths = [1440, 390] as const;
/** As long as the page waits for what it shows. */
const patience = { timeout: 10_000 };

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
/** Read anew for every assignment. */
let keyFile: string;
let hub: TestHub;
let browser: Browser;
let release: string;
const devices: Device[] = [];
const sessions = new Map<string, Promise<Session>>();
beforeAll(async () => {
  scratch = await scratchFolder();
  keyFile = join(scratch.path, 'hub.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const settings = { LOOKOUT_ASSIGNMENT_KEY_FILE: keyFile };
  [hub, browser] = await Promise.all([TestHub.start(settings), openBrowser()]);
  const keys = await publishKeys(hub.session);
  const zip = zipBundle(paddedBundle(channels, 40_000));
  release = (await signedRelease(hub.session, keys, { zip, version: '2.0' })).id;
  await hub.post('/api/users', { ...operator, role: 'operator' });
  await hub.post('/api/users', { ...viewer, role: 'viewer' });
  for (const width of widths) {
    await add(`good-${width}`, 4, {});
    await add(`bad-${width}`, 2, { fate: 'selfTest' });
    await add(`slow-${width}`, 1, { installMs: 600_000 });
  }
  await add('seen', 1, { installMs: 600_000 });
  await add('keyless', 2, {});
});
afterAll(async () => {
  for (const device of devices) await device.stop();
  await browser?.close();
  await hub?.stop();
  await scratch?.[Symbol.asyncDispose]();
});

async function add(
  site: string,
  count: number,
  more: { readonly fate?: 'selfTest'; readonly installMs?: number },
): Promise<void> {
  for (let i = 1; i <= count; i += 1) {
    const options = { id: `${site}-${i}`, site, installMs: 800, ...more };
    devices.push(await simulatedDevice(hub, subject, options));
  }
}

/** A page of somebody who has signed in; the first that is opened does so by REST. */
async function open(width: number, path: string, who: SignIn = hub.admin): Promise<Page> {
  const session = sessions.get(who.name) ?? Session.signIn(hub.url, who);
  sessions.set(who.name, session);
  const viewport = { width, height: 844 };
  const page = await browser.newPage({ viewport, locale: 'en-GB' });
  page.setDefaultTimeout(patience.timeout);
  const [name = '', value = ''] = (await session).cookie.split('=');
  await page.context().addCookies([{ name, value, url: hub.url }]);
  await page.goto(hub.url + path);
  return page;
}

/** Plans for one site with the form: a canary, then all others, without waiting between them. */
async function plan(page: Page, name: string, site: string): Promise<void> {
  await page.goto(`${hub.url}/rollouts/new?release=${release}`);
  await page.getByRole('textbox', { name: 'Name of the rollout' }).fill(name);
  await page.getByLabel('Sites').first().fill(site);
  await page.getByRole('option', { name: site }).click();
  await page.getByRole('button', { name: 'Remove first tenth' }).click();
  const canary = page.getByRole('group', { name: 'Wave canary' });
  await canary.getByText('The next after 100 % run it for 10 min').click();
  await canary.getByLabel('For, minutes').fill('0');
}

/** The same without the form: a canary by count, then all others. */
const planFor = (name: string, site: string) => ({
  ...{ name, release, target: { sites: [site] } },
  waves: [
    { name: 'canary', members: { kind: 'count', count: 1 } },
    { name: 'rest', members: { kind: 'rest' } },
  ],
  install: {
    ...{ shadowWindows: 60, trialWindows: 60, maxInstallMs: 3_600_000, minAgreement: 0.9 },
    ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
  },
});

const draft = async (name: string, site: string): Promise<RolloutDetail> =>
  RolloutDetail.parse(await hub.post('/api/rollouts', planFor(name, site)));

/** Presses a button that asks once, and says yes. */
async function act(page: Page, button: string, answer: RegExp, why = ''): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (why !== '') await dialog.getByLabel('Why').fill(why);
  await dialog.getByRole('button', { name: answer }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Tab, from where the focus is, until a button of this name has it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${name}`);
}

const stateOf = (page: Page, words: string) =>
  page.getByRole('heading', { level: 1 }).getByText(words, { exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name });
/** How many members stand where these words say; the filter above them knows the same words. */
const standing = (page: Page, words: RegExp) =>
  region(page, 'Members').getByRole('listitem').getByText(words).count();
const widestOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
const focused = (page: Page, attribute: string) =>
  page.evaluate((name) => document.activeElement?.getAttribute(name), attribute);
/** Gone as soon as the document is loaded again. */
const markLoaded = (page: Page) => page.evaluate(() => document.body.setAttribute('data-same', ''));
const isMarked = (page: Page) => page.evaluate(() => document.body.hasAttribute('data-same'));
/** What can be done to a rollout, as this person sees it. */
const actsOn = (page: Page) =>
  region(page, 'What can be done').getByRole('button').allTextContents();

// Each width has devices and a rollout of its own; these wait for devices most of the time.
test.concurrent.for(widths)(
  'at %i px a rollout is planned, approved, seen to fill up live, and taken back',
  async (width, { expect }) => {
    const page = await open(width, '/rollouts');
    await plan(page, `to ${width}`, `good-${width}`);
    const preview = region(page, 'Preview');
    await preview.getByText('canary 1 asset').waitFor();
    await preview.getByText('rest 3 assets').waitFor();
    await preview.getByText(`good-${width}-1 loop`).waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    await page.getByRole('button', { name: 'Make the draft' }).click();
    await stateOf(page, 'Draft').waitFor();
    await markLoaded(page);
    await act(page, 'Approve…', /^Approve$/);
    const waves = region(page, 'Waves');
    await waves.getByText(/^0 of 1 run it, 1 on the way/).waitFor();
    await stateOf(page, 'Done').waitFor();
    await waves.getByText('3 of 3 run it').waitFor();
    await expect.poll(() => standing(page, /^runs it/), patience).toBe(4);
    await page.getByText(/^So far, yes: all 4 that finished keep it/).waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    await page.getByRole('button', { name: 'Take back…', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/^4 assets that run it go back/)
      .waitFor();
    await page.keyboard.press('Escape');
    await act(page, 'Take back…', /^Take back from 4 assets$/, 'a drill');
    await stateOf(page, 'Taken back').waitFor();
    await expect.poll(() => standing(page, /^went back/), patience).toBe(4);
    const history = await region(page, 'History').textContent();
    expect(history).toContain(`by ${hub.admin.name}`);
    expect(history).toContain('a drill');
    expect(await isMarked(page)).toBe(true);
    await page.close();
  },
);

test.concurrent.for(widths)(
  'at %i px a rollout whose canary fails halts and says why, there, in the list and at the device',
  async (width, { expect }) => {
    const { rollout } = await draft(`bad ${width}`, `bad-${width}`);
    const page = await open(width, `/rollouts/${rollout.id}`);
    await stateOf(page, 'Draft').waitFor();
    await act(page, 'Approve…', /^Approve$/);
    await stateOf(page, 'Halted').waitFor();
    const verdict = page.getByRole('status').filter({ hasText: /^No/ });
    expect(await verdict.textContent()).toMatch(/100 %, at most 10 %/);
    const gate = region(page, 'Gates').locator('[data-ok="false"]');
    expect(await gate.textContent()).toMatch(/100 %.*at most 10 %, over 1 asset/);
    await page.getByText('golden window 2: score 4.1, expected 1.3').first().waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    await page.getByRole('link', { name: 'Rollouts' }).first().click();
    const row = page.getByRole('listitem').filter({ hasText: `bad ${width}` });
    await row.getByText('Halted').first().waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);

    await page.getByRole('link', { name: `bad ${width}` }).click();
    await page
      .getByRole('link', { name: `bad-${width}-` })
      .first()
      .click();
    await page.getByText('golden window 2: score 4.1, expected 1.3').waitFor();
    expect(await widestOf(page)).toBeLessThanOrEqual(width);
    await page.close();
  },
);

test.each(widths)(
  'at %i px an operator stops it with the keyboard and no more; an administrator resumes and takes it back',
  async (width) => {
    const { rollout } = await draft(`slow ${width}`, `slow-${width}`);
    const page = await open(width, '/', operator);
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('link', { name: rollout.name }).focus();
    expect(await page.getByRole('link', { name: /New rollout/ }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await stateOf(page, 'Draft').waitFor();
    expect(await actsOn(page)).toEqual([]);
    await hub.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
    await stateOf(page, 'Running').waitFor();
    await expect.poll(() => standing(page, /^self-test/), patience).toBe(1);
    expect(await actsOn(page)).toEqual(['Halt', 'Pause…']);

    await tabTo(page, 'Halt');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog')
      .getByText(/^1 asset on the way holds at once/)
      .waitFor();
    await page.keyboard.press('Enter');
    await stateOf(page, 'Halted').waitFor();
    await expect.poll(() => standing(page, /^held/), patience).toBe(1);
    expect(await region(page, 'History').textContent()).toContain('by olga');
    expect(await actsOn(page)).toEqual([]);
    await expect.poll(() => focused(page, 'aria-label'), patience).toBe('What can be done');

    const admins = await open(width, `/rollouts/${rollout.id}`);
    await act(admins, 'Resume…', /^Resume$/);
    await stateOf(page, 'Running').waitFor();
    await expect.poll(() => standing(page, /^held/), patience).toBe(0);
    await act(page, 'Pause…', /^Pause$/, 'lunch');
    await stateOf(admins, 'Paused').waitFor();
    await act(admins, 'Take back…', /^Take back from 1 asset$/);
    await stateOf(page, 'Taken back').waitFor();
    await admins.close();
    await page.close();
  },
);

test('a viewer sees it all and can do nothing, neither here nor by the API', async () => {
  const { rollout } = await draft('seen only', 'seen');
  const page = await open(390, '/rollouts/new', viewer);
  await page.getByText(/An administrator makes rollouts/).waitFor();
  await page.goto(`${hub.url}/rollouts/${rollout.id}`);
  await hub.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
  await stateOf(page, 'Running').waitFor();
  expect(await actsOn(page)).toEqual([]);
  const session = await Session.signIn(hub.url, viewer);
  for (const body of [{ act: 'halt' }, { act: 'abort', revert: true }])
    await expect(session.post(`/api/rollouts/${rollout.id}/act`, body)).rejects.toThrow('403');
  await expect(session.post('/api/rollouts', planFor('mine', 'seen'))).rejects.toThrow('403');
  const operators = await Session.signIn(hub.url, operator);
  await expect(
    operators.post(`/api/rollouts/${rollout.id}/act`, { act: 'abort', revert: true }),
  ).rejects.toThrow('403');
  await expect(operators.post('/api/rollouts', planFor('mine', 'seen'))).rejects.toThrow('403');
  await page.close();
});

test('a hub that cannot decide says so on the page, in the list and on the command line, until it can', async () => {
  const plan = planFor('keyless', 'keyless');
  const waves = plan.waves.map((wave, i) => ({ ...wave, byHand: i > 0 }));
  const { rollout } = RolloutDetail.parse(await hub.post('/api/rollouts', { ...plan, waves }));
  const path = `/api/rollouts/${rollout.id}`;
  await hub.post(`${path}/act`, { act: 'approve' });
  const page = await open(390, `/rollouts/${rollout.id}`, viewer);
  await expect.poll(() => standing(page, /^runs it/), patience).toBe(1);
  const notice = page.getByRole('alert', { name: 'Not decided on' });
  expect(await notice.count()).toBe(0);

  await rename(keyFile, `${keyFile}.away`);
  await hub.post(`${path}/act`, { act: 'startWave' });
  await notice.getByText(/^Set LOOKOUT_ASSIGNMENT_KEY_FILE right/).waitFor();
  expect(await notice.textContent()).toMatch(/not been able to decide on it for \d+ s/);
  await page.getByText('Not known now: the hub cannot decide on it.').waitFor();
  expect(await widestOf(page)).toBeLessThanOrEqual(390);
  await page.getByRole('link', { name: 'Rollouts' }).first().click();
  await page.getByText(/^The hub cannot decide on it: LOOKOUT_ASSIGNMENT_KEY_FILE/).waitFor();
  const shown = await runCommand('lookout', ['rollout', 'show', 'keyless'], {
    LOOKOUT_DATA_DIR: hub.dataDir,
  });
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(
    /^RUNNING 1\/2.*\nNot decided on since 20.*: LOOKOUT_ASSIGNMENT_KEY_FILE: .*\nRemedy: Set/m,
  );

  await page.goBack();
  await notice.waitFor();
  await rename(`${keyFile}.away`, keyFile);
  await stateOf(page, 'Done').waitFor();
  expect(await notice.count()).toBe(0);
  await page.close();
});
