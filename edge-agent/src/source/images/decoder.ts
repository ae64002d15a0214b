import { isBitmap, readBitmap } from '@lookout/shared/frame/bitmap';
import { decoding } from '@lookout/shared/frame/frame-file';
import { type Image, ImageError } from '@lookout/shared/frame/image';

/** @throws ImageError where the bytes are no whole picture; NoDecoderError */
export type Decode = (bytes: Uint8Array) => Promise<Image>;

/** The library that decodes does not load on this machine. */
export class NoDecoderError extends Error {
  override readonly name = 'NoDecoderError';
}

/** A picture within the bounds of size that takes longer was made to. */
const longestS = 20;

/** The decoder of the library is native and of some size: it is loaded with the first picture that needs it. */
export function lazyDecoder(): Decode {
  let loading: Promise<Decode> | null = null;
  return async (bytes) => {
    if (isBitmap(bytes)) return readBitmap(bytes);
    loading ??= loadDecoder();
    return (await loading)(bytes);
  };
}

/** @throws NoDecoderError */
async function loadDecoder(): Promise<Decode> {
  const { default: sharp } = await import('sharp').catch((error: unknown) => {
    throw new NoDecoderError(
      `the library that decodes pictures does not load on this machine: ${firstLine(error)}; ` +
        'install the agent anew on it, or have the camera write BMP, which needs none',
    );
  });
  // No frame comes twice, and a device has other work to do.
  sharp.cache(false);
  sharp.concurrency(1);
  return async (bytes) => {
    try {
      const { data, info } = await sharp(bytes, decoding)
        .timeout({ seconds: longestS })
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, colors: info.channels, pixels: data };
    } catch (error) {
      throw new ImageError(firstLine(error));
    }
  };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
