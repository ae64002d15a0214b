import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Device } from '../../cloud-hub/src/simulate/device.ts';
import { openBrowser, signedInPage } from '../support/browser.ts';
import { TestHub } from '../support/hub.ts';
import type { SignIn } from '../support/session.ts';
import { simulatedDevice } from '../support/simulated-device.ts';

// Real: hub, broker, PostgreSQL, browser. Not: networks; devices only tell how long they would take.
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
const subject = { stream: 'loop', channels, windowLength: 10, periodMs: 500 };
const operator: SignIn = { name: 'olga', password: 'watches the plant' };
const widths = [1440, 390] as const;

let hub: TestHub;
let browser: Browser;
const devices: Device[] = [];
beforeAll(async () => {
  [hub, browser] = await Promise.all([TestHub.start(), openBrowser()]);
  await hub.post('/api/users', { ...operator, role: 'operator' });
  for (const width of widths)
    for (const gpu of ['good', 'none', 'lying'] as const) {
      const options = { id: `${gpu}-${width}`, site: `site-${width}`, gpu };
      devices.push(await simulatedDevice(hub, subject, options));
    }
});
afterAll(async () => {
  for (const device of devices) await device.stop();
  await browser?.close();
  await hub?.stop();
});

const open = async (path: string, who: SignIn, width: number): Promise<Page> => {
  const page = await signedInPage(browser, hub.url + path, who, width);
  page.setDefaultTimeout(10_000);
  await page.getByRole('heading', { level: 1, name: /CPU or GPU|loop|What if/ }).waitFor();
  return page;
};
const row = (page: Page, device: string) =>
  page.getByRole('list', { name: 'Streams' }).getByRole('listitem').filter({ hasText: device });

test.each(widths)(
  'who runs what and why, and a policy that moves it, at %i px',
  async (width) => {
    const page = await open('/fleet/placement', hub.admin, width);
    await row(page, `none-${width}`).getByText('is all that can run here').waitFor();
    await row(page, `lying-${width}`).getByText('silent CPU fallback').waitFor();
    await page.getByRole('checkbox', { name: 'With problems only' }).click();
    await expect.poll(() => page.url()).toContain('problems=only');
    await expect.poll(() => row(page, `none-${width}`).count()).toBe(0);

    // A cell of the map leads to the stream; the keyboard sets its policy.
    await page.getByRole('link', { name: new RegExp(`^good-${width} / loop: `) }).click();
    const now = page.getByRole('region', { name: 'Runs now' });
    await page.getByRole('row', { name: /gpu-own.*cuda/ }).waitFor();
    const pin = async (wish: string, provider: string) => {
      await page.getByRole('button', { name: 'Policy…' }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Chosen').selectOption({ label: wish });
      await dialog.getByLabel('Between switches, s').fill('0');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      const runs = () => now.locator('strong').first().textContent();
      await expect.poll(runs, { timeout: 20_000 }).toContain(`on ${provider}`);
    };
    await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
    await pin('never the CPU', 'cuda');
    await pin('never the GPU', 'cpu');
    await page.getByRole('region', { name: 'Switches' }).getByText('gpu-own on cuda →').waitFor();
    expect(await page.locator('body[data-same-page]').count()).toBe(1);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await hiddenPx(page.getByRole('region', { name: 'Variants' }))).toBe(0);

    const policy = page.getByRole('region', { name: 'Policy' });
    await policy.getByText('The GPU is not used while anything else runs.').waitFor();
    await policy.getByRole('button', { name: /^Take away/ }).click();
    await policy.getByText('Policy, as built in').waitFor();
    await pinsInVain(page);
    await page.close();
  },
  90_000,
);

test('what if, and an operator who reads and measures', async () => {
  const page = await open('/fleet/placement/none-390/loop', operator, 390);
  await page.getByText('is all that can run here').first().waitFor();
  expect(await page.getByRole('button', { name: 'Policy…' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.getByText('measures its variants when it is idle').waitFor();

  await page.getByRole('link', { name: 'What if…' }).click();
  await expect.poll(() => page.getByLabel('For').inputValue()).toBe('stream:none-390/loop');
  await page.getByLabel('For').fill('fleets');
  await page.getByText('Not one of these').waitFor();
  await page.getByLabel('For').fill('device:none-390');
  await page.getByLabel('Chosen').selectOption({ label: 'never the GPU' });
  // Load is kept by the half minute: before the first one there is nothing to replay.
  const ran = page.getByRole('row', { name: /^Ran .*100 % cpu-own on cpu/ }).first();
  const compared = async () => {
    await page.getByRole('button', { name: 'Compare' }).click();
    return await ran.isVisible();
  };
  await expect.poll(compared, { timeout: 45_000, interval: 1_000 }).toBe(true);
  await page.getByText(/half minutes? of load of 1 stream,/).waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.locator('summary', { hasText: 'none-390' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download its load as a trace' }).click();
  expect((await download).suggestedFilename()).toBe('none-390-loop-load.jsonl');
  await page.goto(`${hub.url}/fleet/placement`);
  await row(page, 'none-390').waitFor();
  await goesByKeys(page);
  await page.close();
}, 90_000);

/** A pin that does nothing is said to be one, until that was read, and is a problem of the stream. */
async function pinsInVain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Policy…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Chosen').selectOption({ label: 'one variant, always' });
  await dialog.getByRole('combobox', { name: 'Variant' }).fill('gpu-int4');
  await dialog.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('in which gpu-int4 is not: the pin does nothing there.').waitFor();
  await page.getByText('The policy pins gpu-int4;').waitFor();
}

/** The keys of the list, and those of the map above it. */
async function goesByKeys(page: Page): Promise<void> {
  const focused = page.locator(':focus');
  await page.keyboard.press('j');
  await expect.poll(() => focused.textContent()).toMatch(/loop, site /);
  await page.getByRole('link', { name: /^good-390 \/ loop: / }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused.getAttribute('aria-label')).toMatch(/^lying-390 \/ loop: /);
  await page.keyboard.press('Tab');
  expect(await focused.getAttribute('aria-label')).toBe('Search');
}

const hiddenPx = (part: Locator): Promise<number> =>
  part.evaluate((element) => element.scrollWidth - element.clientWidth);

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
