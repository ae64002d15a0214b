import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unpackedChromium } from './browser.ts';

/**
 * Environment of a process whose WebGPU runs on SwiftShader, a Vulkan driver in software that comes with
 * Chromium's npm package; null where that has none for this machine.
 */
export async function swiftShaderEnvironment(): Promise<Record<string, string> | null> {
  const folder = dirname(await unpackedChromium());
  const [driver, loader] = ['vk_swiftshader_icd.json', 'libvulkan.so.1'].map((f) =>
    join(folder, f),
  );
  if (!driver || !loader || !existsSync(driver) || !existsSync(loader)) return null;
  return { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: folder };
}
