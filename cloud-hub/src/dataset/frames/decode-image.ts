import { isBitmap, readBitmap } from '@lookout/shared/frame/bitmap';
import { decoding } from '@lookout/shared/frame/frame-file';
import { type Image, ImageError } from '@lookout/shared/frame/image';
import sharp from 'sharp';

/**
 * A file's pixels as they are stored, 8 bits each, as agents decode them; the library does not read bitmaps.
 * @throws ImageError where it is no whole image
 */
export async function decodeImage(bytes: Uint8Array): Promise<Image> {
  if (isBitmap(bytes)) return readBitmap(bytes);
  try {
    const { data, info } = await sharp(bytes, decoding)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, colors: info.channels, pixels: data };
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new ImageError(reason);
  }
}
