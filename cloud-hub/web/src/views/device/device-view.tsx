export function DeviceView() {
  return null;
}
