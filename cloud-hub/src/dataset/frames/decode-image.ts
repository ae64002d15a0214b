import { isBitmap, readBitmap } from '@lookout/shared/frame/bitmap';
import { type Image, ImageError } from '@lookout/shared/frame/image';
import sharp from 'sharp';

/** What a camera writes that is read here. */
export const imageSuffixes = ['bmp', 'png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'gif', 'avif'];

/**
 * A file's pixels as they are stored, of 8 bits; the library has no reader for bitmaps.
 * @throws ImageError where it is no image, or a damaged one
 */
export async function decodeImage(bytes: Uint8Array): Promise<Image> {
  if (isBitmap(bytes)) return readBitmap(bytes);
  try {
    const { data, info } = await sharp(bytes, { failOn: 'truncated' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, colors: info.channels, pixels: data };
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new ImageError(`it cannot be decoded (${reason})`);
  }
}
