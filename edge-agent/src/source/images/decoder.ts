import { isBitmap, readBitmap } from '@lookout/shared/frame/bitmap';
import { decoding } from '@lookout/shared/frame/frame-file';
import { type Image, ImageError } from '@lookout/shared/frame/image';
import { SourceError } from '../source-error.ts';

/** @throws ImageError where the bytes are no whole picture */
export type Decode = (bytes: Uint8Array) => Promise<Image>;

/**
 * The decoder of the library is native and of some size: only an agent that watches frames loads it.
 * @throws SourceError `noDecoder`
 */
export async function loadDecoder(): Promise<Decode> {
  const { default: sharp } = await import('sharp').catch((error: unknown) => {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new SourceError(
      'noDecoder',
      'stopped',
      `the library that decodes pictures does not load on this machine: ${line}; install the agent anew on it`,
    );
  });
  // No frame comes twice, and a device has other work to do.
  sharp.cache(false);
  sharp.concurrency(1);
  return async (bytes) => {
    if (isBitmap(bytes)) return readBitmap(bytes);
    try {
      const { data, info } = await sharp(bytes, decoding)
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, colors: info.channels, pixels: data };
    } catch (error) {
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new ImageError(line);
    }
  };
}
