import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { maxPayloadBytes, messages, topicRoot } from '@lookout/shared/protocol/messages';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../../edge-agent/src/config/config.ts';
import { readRepositoryFile, repositoryRoot } from '../repository.ts';

const Secret = z.union([z.string(), z.object({ source: z.string() }).transform((it) => it.source)]);
const Service = z.looseObject({
  build: z.object({ context: z.literal('..'), dockerfile: z.string() }).optional(),
  image: z.string(),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(Secret).default([]),
  volumes: z.array(z.string()).default([]),
  restart: z.literal('unless-stopped'),
  deploy: z.object({
    resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }),
  }),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.object({})),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const compose = Compose.parse(parse(readRepositoryFile('docker/compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);
const inDocker = (path: string) => existsSync(join(repositoryRoot, 'docker', path));
/** Made by the operator: secrets.sh, a training run, a recording. */
const madeLater = /^\.\/(secrets|detectors|recordings)\b/;

describe.each(services)('compose.yaml: %s', (name, service) => {
  test('builds from a Dockerfile that is there, or takes an image of a stated version', () => {
    if (service.build)
      expect(existsSync(join(repositoryRoot, service.build.dockerfile))).toBe(true);
    else expect(service.image).toMatch(/:\d/);
  });

  test('publishes to loopback only', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('names networks, volumes and secrets that are declared', () => {
    for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty([secret]);
    for (const volume of service.volumes) {
      const [source = ''] = volume.split(':');
      if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
      else if (!madeLater.test(source)) expect(inDocker(source), source).toBe(true);
    }
  });

  test('has no secret in its environment', () => {
    for (const [key, value] of Object.entries(service.environment))
      if (/PASSWORD|SECRET|DATABASE_URL|MQTT_URL/.test(key))
        expect(value).toMatch(/^\/run\/secrets\//);
    expect(JSON.stringify(service.environment)).not.toMatch(/:\/\/[^/\s"]+:[^/\s"]+@/);
  });

  test('reaches the database only if it is the hub', () => {
    if (name !== 'hub' && name !== 'postgres') expect(service.networks).not.toContain('inside');
  });
});

test('compose.yaml: the database network reaches nothing outside', () => {
  expect(compose.networks.inside?.internal).toBe(true);
});

test('compose.yaml: every secret is one that secrets.sh makes, and git never sees', () => {
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^secrets\//);
  expect(readRepositoryFile('.gitignore')).toMatch(/^\/docker\/secrets\/$/m);
});

test.each(['pump-01', 'pump-02'])(
  'agents/%s.yaml is a configuration that the agent takes',
  (device) => {
    const path = join(repositoryRoot, `docker/agents/${device}.yaml`);
    const config = loadConfig(path, { LOOKOUT_SECRET: 'any' });
    expect(config.device).toBe(device);
    expect(config.hub.url).toBe('mqtts://mosquitto:8883');
  },
);

describe('mosquitto', () => {
  const acl = readRepositoryFile('docker/mosquitto/acl').split('\n');
  const settings = new Map(
    readRepositoryFile('docker/mosquitto/mosquitto.conf')
      .split('\n')
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
  );

  test('lets a device do what the message table says', () => {
    const expected = Object.values(messages).map(
      ({ from, topic }) =>
        `pattern ${from === 'device' ? 'write' : 'read'} ${topicRoot}/+/%u/${topic}`,
    );
    const granted = acl.filter((line) => /^pattern (read|write|readwrite) /.test(line));
    expect(granted.sort()).toEqual(expected.sort());
  });

  test('takes the largest message of the protocol', () => {
    expect(settings.get('message_size_limit')).toBe(String(maxPayloadBytes));
    expect(Number(settings.get('max_packet_size'))).toBeGreaterThanOrEqual(maxPayloadBytes + 1024);
  });

  test('keeps strangers out and the hub unhindered', () => {
    expect(settings.get('allow_anonymous')).toBe('false');
    expect(settings.get('max_inflight_messages')).toBe('0');
  });
});
