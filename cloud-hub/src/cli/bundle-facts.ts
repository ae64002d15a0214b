import type { Manifest } from '@lookout/shared/bundle/manifest';

/** What the answers in JSON say alike of a bundle that was just made. */
export const bundleFacts = ({ provenance, files, calibration }: Manifest) => ({
  parameters: provenance.parameters,
  modelBytes: files['model.onnx'].sizeBytes,
  modelSha256: files['model.onnx'].sha256,
  falseAlarmRate: calibration.falseAlarmRate,
  threshold: calibration.raiseLevel,
  calibrationWindows: calibration.windows,
});
