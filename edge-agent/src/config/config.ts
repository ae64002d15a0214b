import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { keyText, lineOf } from './locate.ts';
import { readRootKey } from './root-key.ts';
import { AgentFile, type CaptureConfig, type StreamConfig } from './schema.ts';
import { readDeviceSecret, readSecretFile } from './secret.ts';

export interface AgentConfig {
  readonly site: string;
  readonly device: string;
  readonly hub: { readonly url: string; readonly secret: string; readonly caFile: string | null };
  readonly dataDir: string;
  readonly outbox: { readonly maxBytes: number; readonly maxAgeHours: number };
  readonly capture: CaptureConfig;
  /** Base64 of the SPKI DER of Ed25519 public keys. */
  readonly trust: { readonly rootKeys: readonly string[] };
  /** An absolute folder, or null for the ONNX Runtime that came with the agent. */
  readonly runtime: { readonly onnxruntime: string | null };
  readonly machine: { readonly root: string; readonly nvidiaSmi: string };
  readonly streams: readonly StreamConfig[];
}

/**
 * Reads, checks and freezes the agent's configuration; all paths in it are absolute afterwards. Relative
 * ones are relative to the file. LOOKOUT_SECRET in `env` takes the place of `hub.secret`.
 *
 * @throws ConfigError with file, line and key; never with a value, which may be a secret.
 */
export function loadConfig(path: string, env: NodeJS.ProcessEnv): AgentConfig {
  const file = parse(path);
  const folder = dirname(resolve(path));
  const { hub } = file;
  return deepFreeze({
    site: file.site,
    device: file.device,
    hub: {
      url: hub.url,
      secret: readDeviceSecret(hub, env, folder, path),
      caFile: hub.ca === null ? null : resolve(folder, hub.ca),
    },
    dataDir: resolve(folder, file.dataDir),
    outbox: file.outbox,
    capture: file.capture,
    trust: {
      rootKeys: file.trust.rootKeys.map((entry, i) =>
        readRootKey(entry, folder, `${path}: trust.rootKeys[${i}]`),
      ),
    },
    runtime: { onnxruntime: runtimeIn(file.runtime, folder, path) },
    machine: { ...file.machine, root: resolve(folder, file.machine.root) },
    streams: file.streams.map((stream) => inFolder(stream, folder, path)),
  });
}

/** Seen at the start, not when the first detector does not load. @throws ConfigError */
function runtimeIn({ onnxruntime }: AgentFile['runtime'], folder: string, path: string) {
  if (onnxruntime === null) return null;
  const found = resolve(folder, onnxruntime);
  if (existsSync(join(found, 'package.json'))) return found;
  throw new ConfigError(
    'invalid',
    `${path}: runtime.onnxruntime: no onnxruntime-node package is there; give the folder of one that was built, or leave the key out`,
  );
}

/** The streams alone, for work that needs no hub (recording): the device secret may be absent. */
export function loadStreams(path: string): readonly StreamConfig[] {
  const folder = dirname(resolve(path));
  return deepFreeze(parse(path).streams.map((stream) => inFolder(stream, folder, path)));
}

function parse(path: string): AgentFile {
  const lines = new LineCounter();
  const document = parseDocument(read(path), { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new ConfigError(
      'syntax',
      `${path}, line ${line}, column ${col}: not valid YAML (${broken.code.toLowerCase().replaceAll('_', ' ')}); check indentation, colons and quotes`,
    );
  }
  const result = AgentFile.safeParse(document.toJS());
  const issue = result.error?.issues[0];
  if (issue) {
    const unknownKey = issue.code === 'unrecognized_keys';
    const key = unknownKey ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
    throw new ConfigError(
      unknownKey ? 'unknownKey' : 'invalid',
      `${path}, line ${lineOf(document, lines, key)}: ${keyText(key)}: ${wordsOf(issue)}`,
    );
  }
  if (!result.success) throw result.error;
  refuseTwins(result.data, (key) => `${path}, line ${lineOf(document, lines, key)}`);
  return result.data;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError(
      'unreadable',
      `${path}: cannot be read (${code}); give the path of the configuration with --config`,
    );
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
  return missing
    ? `missing; expected ${issue.expected}`
    : issue.message.replace(/^Invalid input: /, '');
}

/** A stream is the asset's name on this device, so two would be mixed up in every record. */
function refuseTwins(file: AgentFile, place: (key: PropertyKey[]) => string): void {
  const seen = new Map<string, number>();
  file.streams.forEach(({ name }, i) => {
    const first = seen.get(name);
    if (first !== undefined)
      throw new ConfigError(
        'duplicateStream',
        `${place(['streams', i, 'name'])}: streams[${i}].name: streams[${first}] has the same name; rename one`,
      );
    seen.set(name, i);
  });
}

function inFolder(stream: StreamConfig, folder: string, path: string): StreamConfig {
  return {
    ...stream,
    bundle: resolve(folder, stream.bundle),
    source: sourceIn(stream, folder, path),
  };
}

function sourceIn({ name, source }: StreamConfig, folder: string, path: string) {
  switch (source.type) {
    case 'csv':
      return { ...source, file: resolve(folder, source.file) };
    case 'mqtt': {
      const file = source.passwordFile === null ? null : resolve(folder, source.passwordFile);
      const key = `${path}: source.passwordFile of stream ${name}`;
      return {
        ...source,
        ca: source.ca === null ? null : resolve(folder, source.ca),
        passwordFile: file,
        password: file === null ? source.password : readSecretFile(file, key),
      };
    }
    case 'images':
      return { ...source, folder: resolve(folder, source.folder) };
    case 'host':
    case 'simulator':
      return source;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
