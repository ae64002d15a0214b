import { FrameSide } from '@lookout/shared/bundle/detector-input';
import type { FrameSize } from '@lookout/shared/frame/image';
import type { Network } from '@lookout/shared/onnx/network';
import { showShape } from '@lookout/shared/onnx/value';
import { ImportError } from '../import/import-error.ts';
import { colorNames } from './color-specs.ts';

/** The frames that a network takes. @throws ImportError `layout` where it takes something else */
export function frameSizeOf({ input: { shape } }: Network): FrameSize {
  const [channels = 0, height = 0, width = 0] = shape;
  const takes = `the model takes ${showShape(['batch', ...shape])}`;
  if (shape.length !== 3)
    throw new ImportError(
      'layout',
      `${takes}, which are rows of sensors, and the data are folders of frames: give recordings as --data, or ` +
        'a model that takes [batch, colors, height, width]',
    );
  if (colorNames(channels) === null)
    throw new ImportError(
      'layout',
      `${takes}: frames are given to it in one color (grey) or three (red, green, blue), as ` +
        '[batch, colors, height, width]; export a model that takes the colors last with that order of axes',
    );
  for (const side of [height, width])
    if (!FrameSide.safeParse(side).success)
      throw new ImportError('layout', `${takes}: a frame has 8 to 1024 rows and columns`);
  return { channels, height, width };
}
