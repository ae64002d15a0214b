/** Of a VXLAN packet: 8 bytes of its own, then an Ethernet frame. */
export const vxlanBytes = 8;
export const ethernetBytes = 14;
const ipAt = vxlanBytes + ethernetBytes;
const tcp = 6;

/**
 * Fills in the TCP checksum of a packet in VXLAN: the kernel leaves it to a network card, and there is none.
 * Whatever is not TCP over IPv4 stays as it is.
 */
export function fillChecksum(packet: Buffer): void {
  if (packet.length < ipAt + 40 || packet.readUInt16BE(ipAt - 2) !== 0x0800) return;
  if (packet[ipAt + 9] !== tcp) return;
  const tcpAt = ipAt + ((packet[ipAt] ?? 0) & 0x0f) * 4;
  const end = ipAt + packet.readUInt16BE(ipAt + 2);
  packet.writeUInt16BE(0, tcpAt + 16);
  // The pseudo header: both addresses, the protocol and the length (RFC 9293, 3.1).
  let sum = tcp + (end - tcpAt);
  for (let at = ipAt + 12; at < ipAt + 20; at += 2) sum += packet.readUInt16BE(at);
  for (let at = tcpAt; at + 1 < end; at += 2) sum += packet.readUInt16BE(at);
  if ((end - tcpAt) % 2 === 1) sum += (packet[end - 1] ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  packet.writeUInt16BE(~sum & 0xffff, tcpAt + 16);
}
