import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { unpackedChromium } from './browser.ts';

const files = { driver: 'vk_swiftshader_icd.json', loader: 'libvulkan.so.1' };

/**
 * Environment of a process whose WebGPU runs on SwiftShader, a Vulkan driver in software that comes with
 * Chromium's npm package; null where that has none for this machine.
 */
export async function swiftShaderEnvironment(): Promise<Record<string, string> | null> {
  const folder = await swiftShaderFolder();
  return folder === null ? null : environmentOf(folder, join(folder, files.driver));
}

const environmentOf = (folder: string, driver: string): Record<string, string> => ({
  ...{ VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: folder },
});

async function swiftShaderFolder(): Promise<string | null> {
  const folder = dirname(await unpackedChromium());
  return Object.values(files).every((name) => existsSync(join(folder, name))) ? folder : null;
}

/** What a Vulkan loader reads of a driver. */
const Driver = z.looseObject({ ICD: z.looseObject({ library_path: z.string() }) });

/** The same driver, registered in a folder of its own: it can be taken away from programs that start later. */
export class RemovableSwiftShader {
  private constructor(
    readonly environment: Readonly<Record<string, string>>,
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** Null where there is none for this machine. */
  static async in(folder: string): Promise<RemovableSwiftShader | null> {
    const found = await swiftShaderFolder();
    if (found === null) return null;
    const driver = Driver.parse(JSON.parse(await readFile(join(found, files.driver), 'utf8')));
    const library = join(found, driver.ICD.library_path);
    const path = join(folder, files.driver);
    const text = JSON.stringify({ ...driver, ICD: { ...driver.ICD, library_path: library } });
    const shader = new RemovableSwiftShader(environmentOf(found, path), path, text);
    shader.putBack();
    return shader;
  }

  takeAway(): void {
    rmSync(this.path);
  }

  putBack(): void {
    writeFileSync(this.path, this.text);
  }
}
