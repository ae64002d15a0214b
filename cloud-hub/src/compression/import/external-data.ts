import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type ModelProto, type TensorProto, TensorProto_DataLocation } from 'onnx-buf';
import { ImportError, unreadable } from './import-error.ts';

/** Where a tensor's bytes lie (onnx.proto, TensorProto.external_data). */
export interface ExternalPlace {
  readonly tensor: string;
  readonly location: string;
  readonly offset: number;
  /** Null where they go to the end of the file. */
  readonly length: number | null;
}

/**
 * Puts the weights that lie in other files into the model. Only files inside the model's folder are
 * opened, links resolved: a model from somewhere must not read /etc/shadow into a bundle.
 * @param budget bytes that may still be read
 * @throws ImportError `unreadable`, `outside`, `malformed`, `too_large`
 */
export async function loadExternalData(
  model: ModelProto,
  folder: string,
  budget: number,
): Promise<void> {
  let left = budget;
  for (const tensor of tensorsOf(model)) {
    if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) continue;
    const place = placeOf(tensor);
    tensor.rawData = await readPlace(place, await pathInside(folder, place), left);
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
    left -= tensor.rawData.length;
  }
}

function tensorsOf({ graph, functions }: ModelProto): TensorProto[] {
  const nodes = [...(graph?.node ?? []), ...functions.flatMap(({ node }) => node)];
  const held = nodes.flatMap(({ attribute }) =>
    attribute.flatMap(({ t, tensors }) => [...(t ? [t] : []), ...tensors]),
  );
  return [...(graph?.initializer ?? []), ...held];
}

function placeOf({ name, externalData }: TensorProto): ExternalPlace {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const count = (key: string): number | null => {
    const text = entries.get(key);
    if (text === undefined) return null;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new ImportError('malformed', `the weights "${name}" have the ${key} "${text}"`);
  };
  if (location === '')
    throw new ImportError('malformed', `the weights "${name}" lie in a file without a name`);
  return { tensor: name, location, offset: count('offset') ?? 0, length: count('length') };
}

async function pathInside(folder: string, { tensor, location }: ExternalPlace): Promise<string> {
  const home = await realpath(folder);
  const path = resolve(home, location);
  // A backslash is a folder on Windows, where the model may have been made.
  if (isAbsolute(location) || location.includes('\\') || !isInside(home, path))
    throw outside(tensor, location);
  const real = await realpath(path).catch((error: unknown) => {
    const { message } = unreadable(join(folder, location), error);
    throw new ImportError(
      'unreadable',
      `${message}: the weights "${tensor}" lie in it; put it beside the model`,
    );
  });
  if (!isInside(home, real)) throw outside(tensor, location);
  return real;
}

const isInside = (home: string, path: string): boolean => {
  const way = relative(home, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

const outside = (tensor: string, location: string): ImportError =>
  new ImportError(
    'outside',
    `the weights "${tensor}" are said to lie in "${location}", outside the model's folder: ` +
      'put that file beside the model, without links, and export it with a plain file name',
  );

async function readPlace(
  { tensor, location, offset, length }: ExternalPlace,
  path: string,
  budget: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const { size } = await file.stat();
    const count = length ?? size - offset;
    if (count < 0 || offset + count > size)
      throw new ImportError(
        'malformed',
        `the weights "${tensor}" are said to lie at ${offset} to ${offset + count} of ` +
          `${location}, which has ${size} bytes: fetch that file again`,
      );
    if (count > budget)
      throw new ImportError(
        'too_large',
        `the weights "${tensor}" take ${count} bytes of ${location}; ${budget} may still be read`,
      );
    return await readBytes(file, offset, count);
  } finally {
    await file.close();
  }
}

async function readBytes(
  file: FileHandle,
  offset: number,
  count: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; ) {
    const { bytesRead } = await file.read(bytes, at, count - at, offset + at);
    if (bytesRead === 0) throw new ImportError('malformed', 'a file of weights grew shorter');
    at += bytesRead;
  }
  return bytes;
}
