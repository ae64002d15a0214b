/**
 * Watches the lengths in an MQTT byte stream, so that nobody makes the broker gather a vast packet in
 * memory (MQTT 3.1.1 section 2.2: one byte of type, then the remaining length in 1 to 4 bytes, 7 bits each,
 * the lowest first).
 */
export class FrameLimit {
  private bodyLeft = 0;
  private inHeader = false;
  private length = 0;
  private shift = 0;

  constructor(private readonly maxBytes: number) {}

  /** False as soon as the stream announces a packet that is too long, or a length that is none. */
  admit(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.bodyLeft > 0) {
        const taken = Math.min(this.bodyLeft, chunk.length - at);
        this.bodyLeft -= taken;
        at += taken;
      } else if (!this.inHeader) {
        this.inHeader = true;
        this.length = 0;
        this.shift = 0;
        at += 1;
      } else if (!this.takeLengthByte(chunk[at++] ?? 0)) return false;
    }
    return true;
  }

  private takeLengthByte(byte: number): boolean {
    this.length += (byte & 0x7f) << this.shift;
    this.shift += 7;
    if (this.length > this.maxBytes) return false;
    if ((byte & 0x80) !== 0) return this.shift < 28;
    this.bodyLeft = this.length;
    this.inHeader = false;
    return true;
  }
}
