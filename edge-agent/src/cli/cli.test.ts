import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../../test/support/cli.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { writeToyBundle } from '../../../test/support/toy-bundle.ts';
import { writeToyImageBundle } from '../../../test/support/toy-image-bundle.ts';
import { lockFolder } from '../outbox/folder-lock.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const bin = fileURLToPath(new URL('../../bin/lookout-agent.js', import.meta.url));
const at = (name: string) => join(folder.path, name);

const hub = 'hub: { url: "mqtt://127.0.0.1:1", secret: x }';
const stream = (bundle: string) =>
  `streams: [{ name: press, bundle: ${bundle}, source: { type: csv, file: press.csv } }]`;
const files = (): Readonly<Record<string, string>> => ({
  'press.csv': 'time,pressure\n2026-01-01T00:00:00Z,1\n',
  'good.yaml': `site: a\ndevice: b\ndataDir: used\n${hub}\n${stream('toy')}\n`,
  'broken.yaml': `site: a\ndevice: b\n${hub}\n${stream('broken')}\n`,
  'syntax.yaml': 'site: a\ndevice: [b\n',
  'key.yaml': `site: a\ndevice: b\nsecrets: hidden\n${hub}\n${stream('toy')}\n`,
  'ca.yaml': `site: a\ndevice: b\nhub: { url: "mqtts://127.0.0.1:1", secret: x, ca: no.pem }\n${stream('toy')}\n`,
  'camera.yaml':
    `site: a\ndevice: b\n${hub}\n` +
    'streams: [{ name: belt, bundle: camera, source: { type: images, folder: frames } }]\n',
  'rows-for-frames.yaml': `site: a\ndevice: b\n${hub}\n${stream('camera')}\n`,
  'host.yaml':
    'site: a\ndevice: b\nhub: { url: "mqtt://127.0.0.1:1" }\n' +
    'streams: [{ name: host, bundle: none, source: { type: host, periodMs: 100 } }]\n',
});

beforeAll(async () => {
  folder = await scratchFolder();
  for (const [name, text] of Object.entries(files())) await writeFile(at(name), text);
  for (const name of ['toy', 'broken'])
    writeToyBundle(at(name), { channels: [{ name: 'pressure', mean: 1, sd: 1 }] });
  truncateSync(at('broken/model.onnx'), 60);
  writeToyImageBundle(at('camera'));
  await mkdir(at('used'), { recursive: true });
});
afterAll(() => folder[Symbol.asyncDispose]());

test.each<[string, string[], number, string]>([
  ['--help teaches', ['--help'], 0, 'record'],
  ['run --help shows a configuration', ['run', '--help'], 0, 'secretFile: secret'],
  ['no configuration', ['run'], 2, "required option '--config <file>'"],
  ['an unknown command', ['walk'], 2, "unknown command 'walk'"],
  [
    'a configuration that is not there',
    ['run', '--config', 'none.yaml'],
    2,
    'none.yaml: cannot be read',
  ],
  ['malformed YAML', ['run', '--config', 'syntax.yaml'], 2, 'syntax.yaml, line '],
  ['an unknown key', ['run', '--config', 'key.yaml'], 2, 'key.yaml, line 3: secrets: unknown key'],
  ['an authority that is not there', ['run', '--config', 'ca.yaml'], 2, 'no.pem cannot be read'],
  ['check, all well', ['check', '--config', 'good.yaml'], 0, 'ok     press: csv, 1 channels'],
  ['check, a truncated model', ['check', '--config', 'broken.yaml'], 1, 'FAILS  press: model.onnx'],
  [
    'check, a camera',
    ['check', '--config', 'camera.yaml'],
    0,
    'ok     belt: images, as a camera writes them from now on, frames of 16×16 in 3 colors, at most one every 100 ms',
  ],
  [
    'check, rows for a detector of frames',
    ['check', '--config', 'rows-for-frames.yaml'],
    1,
    'FAILS  press: the detector takes frames of 16×16, and a source of type csv gives rows',
  ],
  [
    'recording frames',
    ['record', '--config', 'camera.yaml', '--stream', 'belt', '--out', 'x.csv'],
    1,
    'are files already',
  ],
  [
    'recording a stream that is not there',
    ['record', '--config', 'host.yaml', '--stream', 'x', '--out', 'x.csv'],
    2,
    'has no stream x; it has host',
  ],
  [
    'recording for no time',
    ['record', '--config', 'host.yaml', '--stream', 'host', '--out', 'x.csv', '--minutes', '0'],
    2,
    'Expected a number of minutes',
  ],
])('%s', async (_, args, code, words) => {
  const inFolder = args.map((arg) => (/\.(yaml|csv)$/.test(arg) ? at(arg) : arg));
  const finished = await runCommand('lookout-agent', inFolder);
  expect(finished.code).toBe(code);
  const said = finished.stdout + finished.stderr;
  expect(said).toContain(words);
  expect(said).not.toMatch(/hidden|\n\s+at /); // no value, no stack trace
});

test('a data folder that is in use is named, with the process that uses it', async () => {
  const unlock = lockFolder(at('used'), process.pid);
  const finished = await runCommand('lookout-agent', ['run', '--config', at('good.yaml')]);
  unlock();
  expect(finished.code).toBe(1);
  expect(finished.stderr).toContain(`another agent (process ${process.pid}) uses this data folder`);
});

test.each<[string, (agent: ChildProcess) => void]>([
  ['SIGTERM', (agent) => agent.kill('SIGTERM')],
  ['the end of the parent that forked it', (agent) => agent.disconnect()],
])('%s stops it in order, without a broker too', async (_, stop) => {
  const agent = fork(bin, ['run', '--config', at('good.yaml')], { silent: true, execArgv: [] });
  let said = '';
  const watches = Promise.withResolvers<void>();
  agent.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('watching') && said.includes('nothing listens there')) watches.resolve();
  });
  await watches.promise;
  const exited = once(agent, 'exit');
  stop(agent);
  expect(await exited).toEqual([0, null]);
  lockFolder(at('used'), process.pid)();
});

test('the host is recorded into a CSV file', async () => {
  const out = at('host.csv');
  const finished = await runCommand('lookout-agent', [
    ...['record', '--config', at('host.yaml'), '--stream', 'host'],
    ...['--out', out, '--minutes', '0.01'],
  ]);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toMatch(/^\d+ rows of /);
  expect((await readFile(out, 'utf8')).split('\n')[0]).toMatch(/^time,/);
});
