import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile, repositoryRoot } from '../repository.ts';
import { readDockerfile, type Stage } from './dockerfile.ts';
import { isIgnored } from './dockerignore.ts';

// No container engine is at hand where these tests run: they hold what can be held without one.
const dockerignore = readRepositoryFile('.dockerignore');
const { dependencies } = JSON.parse(readRepositoryFile('package.json'));
const exists = (path: string) => existsSync(join(repositoryRoot, path));

/** Files that a command names and the image must hold. */
const scriptsOf = (stage: Stage) => stage.commands.flat().filter((word) => word.endsWith('.js'));

const holds = (stage: Stage, path: string): boolean =>
  stage.copies.some(({ sources, target }) =>
    sources.some((source) =>
      target.endsWith('/')
        ? path === `${target}${source.split('/').at(-1)}`
        : path.startsWith(`${target}/`),
    ),
  );

describe.each(['hub', 'agent'])('docker/Dockerfile.%s', (name) => {
  const stages = readDockerfile(readRepositoryFile(`docker/Dockerfile.${name}`));
  const image = stages.at(-1);
  if (image === undefined) throw new Error('expected at least one stage');

  test('takes the Node that package.json pins, in every stage', () => {
    const [node] = new Set(stages.map((stage) => stage.image));
    expect(stages.map((stage) => stage.image)).toEqual(stages.map(() => node));
    expect(node).toBe(`node:${dependencies.node}-bookworm-slim`);
  });

  test('copies from the context only what is there and not ignored', () => {
    const paths = stages.flatMap((stage) =>
      stage.copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources),
    );
    expect(paths.filter((path) => !exists(path))).toEqual([]);
    expect(paths.filter((path) => isIgnored(path, dockerignore))).toEqual([]);
  });

  test('copies only from stages before it', () => {
    for (const [at, { copies }] of stages.entries()) {
      const before = stages.slice(0, at).map((stage) => stage.name);
      for (const { from } of copies) if (from !== null) expect(before).toContain(from);
    }
  });

  test('runs files that it holds, as an unprivileged user', () => {
    const scripts = scriptsOf(image);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((path) => !exists(path) || !holds(image, path))).toEqual([]);
    expect(image.user).toBe('node');
  });

  test('has a health check', () => {
    expect(image.keywords).toContain('HEALTHCHECK');
  });

  test("leaves the other side's code out", () => {
    const other = name === 'hub' ? 'edge-agent' : 'cloud-hub';
    expect(image.copies.filter(({ target }) => target.startsWith(other))).toEqual([]);
  });
});

describe('docker/Dockerfile.agent-jetson', () => {
  const text = readRepositoryFile('docker/Dockerfile.agent-jetson');
  const stages = readDockerfile(text);
  const agent = JSON.parse(readRepositoryFile('edge-agent/package.json'));

  test('says that nobody has tried it', () => {
    expect(text).toContain('UNTESTED');
    expect(readRepositoryFile('docker/README.md')).toMatch(
      /`Dockerfile\.agent-jetson`.*untested on hardware/,
    );
  });

  test('builds the version that the agent uses, with its binding and both providers', () => {
    expect(agent.dependencies['onnxruntime-node']).toBe(
      `^${/ONNXRUNTIME_VERSION=(\S+)/.exec(text)?.[1]}`,
    );
    for (const flag of ['build_shared_lib', 'build_nodejs', 'use_cuda', 'use_tensorrt'])
      expect(text).toContain(`--${flag} `);
    expect(text).toMatch(/CUDA_ARCHITECTURES=87\n/);
  });

  test('takes Node and the agent from stages before it, and runs unprivileged', () => {
    const image = stages.at(-1);
    expect(stages[0]?.image).toBe(`node:${dependencies.node}-bookworm-slim`);
    const named = stages.map(({ name }) => name);
    for (const [at, { copies }] of stages.entries())
      for (const { from } of copies) expect(named.slice(0, at)).toContain(from);
    expect(image?.user).toBe('node');
    expect(image?.keywords).toContain('HEALTHCHECK');
    expect(image?.commands.flat().filter((word) => word.endsWith('.js') && !exists(word))).toEqual(
      [],
    );
  });
});

describe('.dockerignore', () => {
  test.each([
    ['shared/src/protocol/names.ts', false],
    ['cloud-hub/bin/lookout.js', false],
    ['shared/src/protocol/messages.test.ts', true],
    ['cloud-hub/node_modules/x/index.js', true],
    ['edge-agent/dist/main.js', true],
    ['docker/secrets/hub.env', true],
    ['.git/config', true],
    ['test/e2e/a.ts', true],
  ])('%s: left out %s', (path, left) => expect(isIgnored(path, dockerignore)).toBe(left));
});

describe('the reader itself', () => {
  test('fills build arguments in and keeps commands in words', () => {
    const v = '$' + '{V}';
    const [first, last] = readDockerfile(
      [
        'ARG V=1.2',
        `FROM node:${v}-slim AS a`,
        'COPY x y /z/',
        `FROM node:${v}-slim`,
        'COPY --from=a /z z',
        'USER node',
        'HEALTHCHECK --interval=1s \\',
        '  CMD ["node", "h.js"]',
        'CMD ["node", "m.js"]',
      ].join('\n'),
    );
    expect(first?.image).toBe('node:1.2-slim');
    expect(first?.copies).toEqual([{ from: null, sources: ['x', 'y'], target: '/z/' }]);
    expect(last?.copies).toEqual([{ from: 'a', sources: ['/z'], target: 'z' }]);
    expect(last?.user).toBe('node');
    expect(last?.commands).toEqual([
      ['node', 'm.js'],
      ['node', 'h.js'],
    ]);
  });
});
