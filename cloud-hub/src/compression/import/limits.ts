import type { ModelLimits } from '@lookout/shared/onnx/check';
import { maxImportBytes } from './model-file.ts';

/**
 * What a model that is brought in may ask for. Its file may be larger than a device's limit (a network to
 * be compressed is); what one run computes may not.
 */
export const importLimits: ModelLimits = {
  fileBytes: maxImportBytes,
  nodes: 5000,
  activationBytes: 512 * 1024 ** 2,
  macs: 20e9,
  batch: 16,
};
