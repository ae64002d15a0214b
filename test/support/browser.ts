import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { SignIn } from './session.ts';

/** Without the network flags Chromium's own look-ups fail, many at a time, on a machine without internet. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A real Chromium: the system's, else the one that comes through npm. */
export async function openBrowser(): Promise<Browser> {
  const system = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const executablePath = process.env.LOOKOUT_CHROMIUM ?? system ?? (await unpackedChromium());
  return await chromium.launch({ executablePath, args: flags }).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    const library = /lib(nss3|nspr4)\S*: cannot open shared object/.exec(text);
    if (library)
      throw new Error('Chromium needs two libraries: apt-get install -y libnss3 libnspr4');
    throw error;
  });
}

/** A page of the dashboard at a width, whose user has just signed in by the keyboard. */
export async function signedInPage(
  browser: Browser,
  address: string,
  user: SignIn,
  width: number,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 844 }, locale: 'en-GB' });
  await page.goto(address);
  await page.getByLabel('Name').fill(user.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(user.password);
  await page.keyboard.press('Enter');
  return page;
}

/**
 * The package unpacks to a fixed name in the temporary folder, where another user's copy cannot be run and
 * another version's would be taken for this one: it gets a folder for this user and version. That is filled
 * under a name of its own and renamed, for several workers may want it at once.
 */
export async function unpackedChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const folder = join(tmpdir(), `lookout-chromium-${userInfo().uid}-${versionAbove(entry)}`);
  if (!existsSync(folder)) await unpackTo(folder);
  return await unpackedIn(folder);
}

async function unpackTo(folder: string): Promise<void> {
  const unfinished = mkdtempSync(`${folder}-`);
  await unpackedIn(unfinished);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

async function unpackedIn(folder: string): Promise<string> {
  const { default: packaged } = await import('@sparticuz/chromium');
  const before = process.env.TMPDIR;
  // It asks for the temporary folder before it first waits; whoever else asks is to get the usual one.
  process.env.TMPDIR = folder;
  const executable = packaged.executablePath();
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  return await executable;
}

function versionAbove(file: string): string {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const path = join(at, 'package.json');
    if (!existsSync(path)) continue;
    const version: unknown = JSON.parse(readFileSync(path, 'utf8')).version;
    if (typeof version === 'string') return version;
  }
  return 'unknown';
}
