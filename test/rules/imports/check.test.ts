import { describe, expect, test } from 'vitest';
import { checkImports } from './check.ts';
import { edgeRules, globalRules } from './rules.ts';

const check = (files: Record<string, string>) => checkImports(new Map(Object.entries(files)));

/** Each breaks the rule in its first column and no other. */
const breaches: [rule: string, file: string, source: string][] = [
  ['package doors', 'edge-agent/src/alert/a.ts', `import '../../../shared/src/protocol/names.ts';`],
  ['package doors', 'cloud-hub/src/cli/a.ts', `await import('../../web/src/theme.ts');`],
  ['no built output', 'edge-agent/src/main.ts', `import '@lookout/shared/dist/protocol/names.js';`],
  ['no built output', 'edge-agent/src/main.ts', `import '@lookout/cloud-hub/dist/main.js';`],
  ['code never imports tests', 'shared/src/onnx/a.ts', `import './graphs.fixture.ts';`],
  ['code never imports tests', 'cloud-hub/src/score/a.ts', `import './b.test.ts';`],
  [
    'shared imports neither side',
    'shared/src/onnx/a.test.ts',
    `import '../../../edge-agent/src/main.ts';`,
  ],
  ['shared does no I/O', 'shared/src/bundle/a.ts', `import { readFileSync } from 'node:fs';`],
  ['shared does no I/O', 'shared/src/bundle/a.ts', `import { gzipSync } from 'node:zlib';`],
  ['shared does no I/O', 'shared/src/protocol/a.ts', `import type { Client } from 'some-client';`],
  [
    'agent and hub never import each other',
    'edge-agent/src/load/a.test.ts',
    `import '../../../cloud-hub/src/main.ts';`,
  ],
  [
    'agent and hub never import each other',
    'cloud-hub/src/score/a.test.ts',
    `import '../../../edge-agent/src/main.ts';`,
  ],
  [
    'web imports only shared/protocol',
    'cloud-hub/web/src/a.tsx',
    `import '@lookout/shared/detector/cusum';`,
  ],
  ['web imports only shared/protocol', 'cloud-hub/web/src/a.tsx', `import 'node:path';`],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/window/a.ts',
    `import { parse } from '../source/parse.ts';`,
  ],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/window/a.ts',
    `import { type Sample } from '../source/sample.ts';`,
  ],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/window/a.ts',
    `import type { Score } from '../detect/score.ts';`,
  ],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/uplink/a.ts',
    `type T = import('../alert/alert.ts').T;`,
  ],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/source/a.ts',
    `import { defaults } from '../config/defaults.ts';`,
  ],
  [
    'agent rooms see only types of the room to their left',
    'edge-agent/src/unheard-of/a.ts',
    `export type { Sample } from '../source/sample.ts';\nexport const a = 1;`,
  ],
  [
    'hub rooms enter only the rooms of the table',
    'cloud-hub/src/device/a.ts',
    `import '../ingest/b.ts';`,
  ],
  [
    'hub rooms enter only the rooms of the table',
    'cloud-hub/src/alert/a.ts',
    `import type { D } from '../device/d.ts';`,
  ],
  [
    'hub rooms enter only the rooms of the table',
    'cloud-hub/src/score/a.ts',
    `import '../auth/users.ts';`,
  ],
  ['nobody imports live', 'cloud-hub/src/device/a.ts', `import '../live/rooms.events.ts';`],
  ['nobody imports a composition root', 'cloud-hub/src/live/a.ts', `import '../app.module.ts';`],
  [
    'a repository is private to its room',
    'cloud-hub/src/live/a.ts',
    `import '../alert/alert.repository.ts';`,
  ],
  [
    'a repository is private to its room',
    'cloud-hub/src/ingest/a.ts',
    `import '../device/device.entity.ts';`,
  ],
  [
    'controllers ask services, never repositories',
    'cloud-hub/src/alert/alert.controller.ts',
    `import './alert.repository.ts';`,
  ],
  [
    'only repositories and database touch the database',
    'cloud-hub/src/alert/alert.service.ts',
    `import { In } from 'typeorm';`,
  ],
  [
    'only repositories and database touch the database',
    'cloud-hub/src/ingest/store.ts',
    `import type { Pool } from 'pg';`,
  ],
  [
    'libraries that reach outside have their rooms',
    'edge-agent/src/outbox/a.ts',
    `import { connect } from 'mqtt';`,
  ],
  [
    'libraries that reach outside have their rooms',
    'cloud-hub/src/device/a.ts',
    `import { DatabaseSync } from 'node:sqlite';`,
  ],
  ['no forwardRef', 'cloud-hub/src/device/a.ts', `import { forwardRef } from '@nestjs/common';`],
  ['relative imports carry their extension', 'cloud-hub/src/device/a.ts', `import './b';`],
  [
    'no barrels',
    'shared/src/onnx/index.ts',
    `export * from './a.ts';\nexport { b } from './b.ts';`,
  ],
  [
    'shared has no clock, no randomness and no process',
    'shared/src/onnx/a.ts',
    `export const at = () => Date.now();`,
  ],
  [
    'shared has no clock, no randomness and no process',
    'shared/src/onnx/a.ts',
    `export const at = new Date();`,
  ],
  [
    'shared has no clock, no randomness and no process',
    'shared/src/onnx/a.ts',
    `export const r = Math.random;`,
  ],
  ['shared has no clock, no randomness and no process', 'shared/src/onnx/a.ts', `process.exit(1);`],
  [
    'only config/ reads process.env',
    'cloud-hub/src/database/a.ts',
    `export const url = process.env.DATABASE_URL;`,
  ],
  ['only config/ reads process.env', 'edge-agent/src/main.ts', `const { env } = process;`],
  ['no circle of files', 'cloud-hub/src/score/a.ts', `import './a.ts';`],
];

test.each(breaches)('%s: %s: %s', (rule, file, source) => {
  const found = check({ [file]: source });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(rule);
  if (!rule.startsWith('no circle')) expect(found[0]).toMatch(new RegExp(`^${file}:\\d+ `));
});

test('every rule of the tables has a breach above', () => {
  const tested = new Set(breaches.map(([rule]) => rule));
  expect(
    [...edgeRules, ...globalRules].map(({ name }) => name).filter((n) => !tested.has(n)),
  ).toEqual([]);
});

test('a circle of rooms is found even where no file is in a circle', () => {
  const found = check({
    'shared/src/onnx/a.ts': `import '../bundle/b.ts';`,
    'shared/src/bundle/c.ts': `import '../onnx/d.ts';`,
  });
  expect(found).toEqual([
    expect.stringMatching(/^no circle of rooms: shared\/bundle, shared\/onnx\. Mend: /),
  ]);
});

test('the line is that of the import, and a line says the mend', () => {
  expect(
    check({ 'shared/src/onnx/a.ts': `const a = 1;\n\nimport 'node:fs';\nexport { a };` }),
  ).toEqual([
    expect.stringMatching(
      /^shared\/src\/onnx\/a\.ts:3 shared does no I\/O: 'node:fs'\. Mend: read the bytes/,
    ),
  ]);
});

test('a source that does not parse names its file', () => {
  expect(() => check({ 'shared/src/a.ts': 'import {' })).toThrow(
    /^shared\/src\/a\.ts does not parse/,
  );
});

describe('allowed', () => {
  test.each([
    ['shared/src/protocol/codec.ts', `import { gzipSync } from 'node:zlib';`],
    ['shared/src/protocol/a.ts', `export const day = (at: number) => new Date(at).toISOString();`],
    [
      'shared/src/onnx/a.test.ts',
      `import * as ort from 'onnxruntime-node';\nconst t = Date.now();`,
    ],
    ['shared/src/onnx/a.test.ts', `import { golden } from '../../../test/support/golden.ts';`],
    ['edge-agent/src/window/a.ts', `import type { Sample } from '../source/sample.ts';`],
    ['edge-agent/src/window/a.ts', `import type { Config } from '../config/schema.ts';`],
    ['edge-agent/src/window/a.test.ts', `import { replay } from '../source/csv.ts';`],
    ['edge-agent/src/main.ts', `import { Outbox } from './outbox/outbox.ts';`],
    ['edge-agent/src/cli/run.ts', `import { start } from '../main.ts';`],
    ['edge-agent/src/outbox/a.ts', `import type { MqttClient } from 'mqtt';`],
    ['edge-agent/src/config/env.ts', `export const env = process.env.LOOKOUT_HUB;`],
    ['cloud-hub/src/ingest/ingest.service.ts', `import '../alert/alert.service.ts';`],
    ['cloud-hub/src/device/a.ts', `import { alertRaised } from '../alert/alert.events.ts';`],
    ['cloud-hub/src/device/a.controller.ts', `import { MinRole } from '../auth/current-user.ts';`],
    [
      'cloud-hub/src/database/data-source.ts',
      `import { Device } from '../device/device.entity.ts';`,
    ],
    ['cloud-hub/src/live/a.ts', `import '../alert/alert.service.ts';`],
    ['cloud-hub/src/app.module.ts', `import './live/live.module.ts';`],
    [
      'cloud-hub/web/src/a.tsx',
      `import { rest } from '@lookout/shared/protocol/rest';\nimport './a.css';`,
    ],
    ['test/integration/a.test.ts', `import { startHub } from '../../cloud-hub/src/main.ts';`],
    ['shared/src/onnx/a.ts', `import type { B } from './b.ts';`],
  ])('%s: %s', (file, source) => expect(check({ [file]: source })).toEqual([]));
});
