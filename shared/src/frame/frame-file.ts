const endings = ['bmp', 'png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'gif', 'avif'] as const;

/** For messages. */
export const frameEndings = endings.join(', ');

/** Is a file a picture by its name? */
export const isFrameFile = (name: string): boolean => {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1).toLowerCase();
  return dot > 0 && endings.some((one) => one === ending);
};

/** What whoever writes a folder hides there until it is done. */
export const isUnfinishedFile = (name: string): boolean =>
  name.startsWith('.') ||
  name.startsWith('~') ||
  /\.(tmp|temp|part|partial|crdownload)$/i.test(name);

const collator = new Intl.Collator('en', { numeric: true });

/** The order in which a folder's frames were taken, as far as their names tell: frame-9 before frame-10. */
export const byName = (a: string, b: string): number =>
  collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** How the library that decodes is asked on both sides, so that hub and device see the same bytes. */
export const decoding = {
  /** A file that ends too early is an error and no grey area. */
  failOn: 'warning',
  /** Red, green and blue take 150 MB then. */
  limitInputPixels: 50_000_000,
} as const;

/** A frame's file beyond it is none. */
export const largestFrameBytes = 64 * 1024 ** 2;
