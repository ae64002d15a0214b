import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { sizeOf } from '@lookout/shared/detector/window-size';
import { sourceExecArgv } from '../../../test/support/source-process.ts';
import type { ToyBundle } from '../../../test/support/toy-bundle.ts';
import type { DetectorModel } from './child-protocol.ts';
import type { ChildModule } from './inference-process.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The real child, run from its source. */
export const sourceChild: ChildModule = { path: here('./child.ts'), execArgv: sourceExecArgv };
/** A child that dies or hangs when a window asks for it. */
export const unrulyChild: ChildModule = {
  path: here('./unruly-child.fixture.ts'),
  execArgv: sourceExecArgv,
};
/** A child that cannot even start. */
export const brokenChild: ChildModule = { path: here('./no-such-child.ts') };

export function modelOf({ folder, digest, manifest }: ToyBundle): DetectorModel {
  const path = `${folder}/model.onnx`;
  return {
    digest,
    path,
    sha256: sha256Hex(readFileSync(path)),
    size: sizeOf(manifest.input),
    latent: manifest.latent,
    provider: 'cpu',
  };
}
